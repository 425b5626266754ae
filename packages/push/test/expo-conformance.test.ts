import { startExpoSimulator } from '@carillon/simulators/expo/simulator';
import {
  type ConformanceSubject,
  type DocumentedAnswer,
  describeProviderConformance,
} from '@carillon/testing/provider-conformance';
import { type Answer, playOn } from './conformance-play.ts';
import { ACCESS_TOKEN, anExpoRequest, makeExpoProvider } from './expo-provider.ts';

/** One message's ticket. */
function ticket(error: string): Answer {
  return { status: 200, body: JSON.stringify({ status: 'error', message: 'refused', details: { error } }) };
}

/** A refusal of the request as a whole. */
function refusal(status: number, code: string): Answer {
  return { status, body: JSON.stringify({ errors: [{ code, message: 'refused' }] }) };
}

const ANSWERS: readonly DocumentedAnswer<Answer>[] = [
  {
    title: 'DeviceNotRegistered',
    answer: ticket('DeviceNotRegistered'),
    expected: { class: 'token_invalid', reason: 'unregistered', providerCode: 'DeviceNotRegistered' },
  },
  {
    title: 'MessageTooBig',
    answer: ticket('MessageTooBig'),
    expected: { class: 'payload', reason: 'too_large' },
  },
  {
    title: 'DeveloperError',
    answer: ticket('DeveloperError'),
    expected: { class: 'payload', reason: 'refused' },
  },
  {
    title: 'MessageRateExceeded',
    answer: ticket('MessageRateExceeded'),
    expected: { class: 'throttled', scope: 'device', retryAfterSeconds: 60 },
  },
  { title: 'MismatchSenderId', answer: ticket('MismatchSenderId'), expected: { class: 'config' } },
  {
    title: 'InvalidCredentials',
    answer: ticket('InvalidCredentials'),
    expected: { class: 'config', reason: 'project_credentials' },
  },
  { title: 'ExpoError', answer: ticket('ExpoError'), expected: { class: 'transient' } },
  { title: 'ProviderError', answer: ticket('ProviderError'), expected: { class: 'transient' } },
  {
    title: 'an error that is not documented',
    answer: ticket('SomethingOfTomorrow'),
    expected: { class: 'transient', providerCode: 'SomethingOfTomorrow' },
  },
  {
    title: '400 VALIDATION_ERROR',
    answer: refusal(400, 'VALIDATION_ERROR'),
    expected: { class: 'payload', reason: 'refused', providerCode: '400 VALIDATION_ERROR' },
  },
  { title: '413', answer: { status: 413 }, expected: { class: 'payload', reason: 'too_large' } },
  {
    title: '401 UNAUTHORIZED',
    answer: refusal(401, 'UNAUTHORIZED'),
    expected: { class: 'config', reason: 'credentials_refused' },
  },
  { title: '403', answer: { status: 403 }, expected: { class: 'config', reason: 'credentials_refused' } },
  {
    title: '400 UNAUTHORIZED',
    answer: refusal(400, 'UNAUTHORIZED'),
    expected: { class: 'config', reason: 'credentials_refused' },
  },
  { title: '404', answer: { status: 404 }, expected: { class: 'config', reason: 'not_implemented' } },
  {
    title: '302',
    answer: { status: 302, headers: { Location: 'https://127.0.0.1:9/elsewhere' } },
    expected: { class: 'config', reason: 'redirected' },
  },
  { title: '408', answer: { status: 408 }, expected: { class: 'transient', reason: 'client_error' } },
  {
    title: '429 with Retry-After',
    answer: { ...refusal(429, 'TOO_MANY_REQUESTS'), headers: { 'Retry-After': '7' } },
    expected: { class: 'throttled', scope: 'app', retryAfterSeconds: 7 },
  },
  {
    title: '429 TOO_MANY_REQUESTS',
    answer: refusal(429, 'TOO_MANY_REQUESTS'),
    expected: { class: 'throttled', scope: 'app', retryAfterSeconds: 10 },
  },
  { title: '500', answer: { status: 500 }, expected: { class: 'transient', retryAfterSeconds: null } },
  {
    title: '503 with Retry-After',
    answer: { status: 503, headers: { 'Retry-After': '30' } },
    expected: { class: 'transient', retryAfterSeconds: 30 },
  },
  { title: '504', answer: { status: 504 }, expected: { class: 'ambiguous', reason: 'server_timeout' } },
  {
    title: '200 without tickets',
    answer: { status: 200, body: '<html></html>' },
    expected: { class: 'ambiguous', reason: 'bad_answer' },
  },
];

async function start(): Promise<ConformanceSubject<'expo', Answer>> {
  const simulator = await startExpoSimulator({ accessToken: ACCESS_TOKEN });
  return {
    provider: makeExpoProvider(simulator),
    request: () =>
      anExpoRequest({ target: { provider: 'expo', token: simulator.mint({}) }, receipt: 'a-receipt' }),
    ...playOn(simulator),
    secretsOf: ({ target, receipt }) =>
      [target.token, target.token.slice('ExponentPushToken['.length, -1), ACCESS_TOKEN, receipt ?? ''].filter(
        Boolean,
      ),
  };
}

describeProviderConformance({ name: 'expo', start, answers: ANSWERS });
