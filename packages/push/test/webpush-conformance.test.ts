import { randomUUID } from 'node:crypto';
import { deviceIdSchema } from '@carillon/contracts/ids';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import {
  type ConformanceSubject,
  type DocumentedAnswer,
  describeProviderConformance,
} from '@carillon/testing/provider-conformance';
import { generateVapidKeys } from '../src/providers/webpush/vapid.ts';
import { type Answer, playOn } from './conformance-play.ts';
import { makeWebPushProvider } from './web-push-provider.ts';
import { aRequest } from './web-push-request.ts';

const ANSWERS: readonly DocumentedAnswer<Answer>[] = [
  { title: '200', answer: { status: 200 }, expected: { class: 'accepted' } },
  { title: '201', answer: { status: 201 }, expected: { class: 'accepted' } },
  { title: '202', answer: { status: 202 }, expected: { class: 'accepted' } },
  { title: '404', answer: { status: 404 }, expected: { class: 'token_invalid', reason: 'not_found' } },
  {
    title: '410',
    answer: { status: 410 },
    expected: { class: 'token_invalid', reason: 'gone', invalidSince: null },
  },
  { title: '400', answer: { status: 400 }, expected: { class: 'payload', providerCode: '400' } },
  { title: '413', answer: { status: 413 }, expected: { class: 'payload', reason: 'too_large' } },
  { title: '401', answer: { status: 401 }, expected: { class: 'config', reason: 'vapid_refused' } },
  { title: '403', answer: { status: 403 }, expected: { class: 'config', reason: 'vapid_refused' } },
  {
    title: '400 VapidPkHashMismatch',
    answer: { status: 400, body: '{"reason":"VapidPkHashMismatch"}' },
    expected: { class: 'config', reason: 'key_mismatch' },
  },
  {
    title: '429 with Retry-After',
    answer: { status: 429, headers: { 'Retry-After': '7' } },
    expected: { class: 'throttled', scope: 'origin', retryAfterSeconds: 7 },
  },
  {
    title: '429',
    answer: { status: 429 },
    expected: { class: 'throttled', scope: 'origin', retryAfterSeconds: 60 },
  },
  {
    title: '301',
    answer: { status: 301, headers: { Location: 'https://127.0.0.1:9/elsewhere' } },
    expected: { class: 'payload', reason: 'redirected' },
  },
  { title: '500', answer: { status: 500 }, expected: { class: 'transient', retryAfterSeconds: null } },
  {
    title: '503 with Retry-After',
    answer: { status: 503, headers: { 'Retry-After': '30' } },
    expected: { class: 'transient', retryAfterSeconds: 30 },
  },
];

async function start(): Promise<ConformanceSubject<'webpush', Answer>> {
  const simulator = await startWebPushSimulator({});
  const vapid = generateVapidKeys();
  const provider = makeWebPushProvider({
    vapid,
    testOrigins: [simulator.settings.origin],
    testCaPem: simulator.caPem,
  });
  let requests = 0;
  return {
    provider,
    request() {
      const { endpoint, keys } = simulator.mint(vapid.publicKey);
      return aRequest({
        deviceId: deviceIdSchema.parse(randomUUID()),
        target: { provider: 'webpush', endpoint, ...keys },
        collapseKey: `key-${requests++}`,
        receipt: 'a-receipt',
      });
    },
    ...playOn(simulator),
    secretsOf({ target, receipt }) {
      const capability = target.endpoint.split('/').at(-1) ?? '';
      return [
        target.endpoint,
        capability,
        target.p256dh,
        target.auth,
        vapid.privateKey,
        receipt ?? '',
      ].filter(Boolean);
    },
  };
}

describeProviderConformance({ name: 'webpush', start, answers: ANSWERS });
