import { APNS_REASON_STATUS, type ApnsReason, apnsRefusal } from '@carillon/simulators/apns/reasons';
import { startApnsSimulator } from '@carillon/simulators/apns/simulator';
import {
  type ConformanceSubject,
  type DocumentedAnswer,
  describeProviderConformance,
} from '@carillon/testing/provider-conformance';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll } from 'vitest';
import { anApnsRequest, makeApnsProvider } from './apns-provider.ts';
import { type Answer, playOn } from './conformance-play.ts';

type Expected = DocumentedAnswer<Answer>['expected'];

const TOPIC: Expected = { class: 'config', reason: 'topic_refused' };
const CREDENTIALS: Expected = { class: 'config', reason: 'credentials_refused' };
const ENVIRONMENT: Expected = { class: 'config', reason: 'environment_refused' };
const REFUSED: Expected = { class: 'payload', reason: 'refused' };
const SERVER: Expected = {
  class: 'transient',
  reason: 'server_error',
  retryAfterSeconds: null,
  backoffSeconds: 15,
};

/** docs/delivery.md, "APNs": every reason that Apple documents. */
const BY_REASON: Readonly<Record<ApnsReason, Expected>> = {
  BadCollapseId: REFUSED,
  BadDeviceToken: { class: 'token_invalid', reason: 'bad_device_token', invalidSince: null },
  BadExpirationDate: REFUSED,
  BadMessageId: REFUSED,
  BadPriority: REFUSED,
  BadTopic: TOPIC,
  DeviceTokenNotForTopic: TOPIC,
  DuplicateHeaders: REFUSED,
  IdleTimeout: { class: 'transient', reason: 'timeout' },
  InvalidPushType: REFUSED,
  MissingDeviceToken: REFUSED,
  MissingTopic: TOPIC,
  PayloadEmpty: REFUSED,
  TopicDisallowed: TOPIC,
  BadCertificate: CREDENTIALS,
  BadCertificateEnvironment: ENVIRONMENT,
  BadEnvironmentKeyIdInToken: ENVIRONMENT,
  // Nobody made it twenty minutes ago, so that it is not replaced.
  ExpiredProviderToken: { class: 'config', reason: 'provider_token_expired' },
  Forbidden: CREDENTIALS,
  InvalidProviderToken: CREDENTIALS,
  MissingProviderToken: CREDENTIALS,
  UnrelatedKeyIdInToken: CREDENTIALS,
  BadPath: REFUSED,
  MethodNotAllowed: REFUSED,
  ExpiredToken: { class: 'token_invalid', reason: 'device_token_expired' },
  Unregistered: { class: 'token_invalid', reason: 'unregistered' },
  PayloadTooLarge: { class: 'payload', reason: 'too_large' },
  TooManyProviderTokenUpdates: {
    class: 'throttled',
    reason: 'provider_token_updates',
    scope: 'app',
    retryAfterSeconds: 1200,
  },
  TooManyRequests: { class: 'throttled', reason: 'throttled', scope: 'device', retryAfterSeconds: 60 },
  InternalServerError: SERVER,
  ServiceUnavailable: SERVER,
  Shutdown: SERVER,
};

const KNOWN_DEAD_AT_MS = Date.UTC(2026, 0, 1);

const ANSWERS: readonly DocumentedAnswer<Answer>[] = [
  { title: '200', answer: { status: 200 }, expected: { class: 'accepted' } },
  ...(Object.keys(APNS_REASON_STATUS) as ApnsReason[]).map((reason) => ({
    title: `${APNS_REASON_STATUS[reason]} ${reason}`,
    answer: apnsRefusal(reason, {}),
    expected: { ...BY_REASON[reason], providerCode: `${APNS_REASON_STATUS[reason]} ${reason}` },
  })),
  {
    title: '410 with a timestamp',
    answer: apnsRefusal('Unregistered', { atMs: KNOWN_DEAD_AT_MS }),
    expected: { class: 'token_invalid', invalidSince: new Date(KNOWN_DEAD_AT_MS) },
  },
  {
    title: '429 with Retry-After',
    answer: apnsRefusal('TooManyRequests', { headers: { 'Retry-After': '7' } }),
    expected: { class: 'throttled', scope: 'device', retryAfterSeconds: 7 },
  },
  {
    title: '503 with Retry-After',
    answer: apnsRefusal('ServiceUnavailable', { headers: { 'Retry-After': '30' } }),
    expected: { class: 'transient', retryAfterSeconds: 30 },
  },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function start(): Promise<ConformanceSubject<'apns', Answer>> {
  const simulator = await startApnsSimulator({});
  const provider = makeApnsProvider(simulator, database, {});
  return {
    provider,
    request: () =>
      anApnsRequest({
        target: { provider: 'apns', token: simulator.mint('production'), environment: 'production' },
        receipt: 'a-receipt',
      }),
    ...playOn(simulator),
    secretsOf: ({ target, receipt }) =>
      [target.token, simulator.keyPem, keyBodyOf(simulator.keyPem), receipt ?? ''].filter(Boolean),
  };
}

/** The part of the PEM between its lines of dashes. */
function keyBodyOf(pem: string): string {
  return pem.split('\n')[1] ?? pem;
}

describeProviderConformance({ name: 'apns', start, answers: ANSWERS });
