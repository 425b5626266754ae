import {
  badRequestDetail,
  errorAnswer,
  errorInfoDetail,
  fcmDetail,
  type GoogleError,
  quotaDetail,
} from '@carillon/simulators/fcm/google-errors';
import { startFcmSimulator } from '@carillon/simulators/fcm/simulator';
import {
  type ConformanceSubject,
  type DocumentedAnswer,
  describeProviderConformance,
} from '@carillon/testing/provider-conformance';
import { type Answer, playOn } from './conformance-play.ts';
import { anFcmRequest, fcmSettings, makeFcmProvider } from './fcm-provider.ts';

const withRetryAfter = (error: GoogleError, seconds: string): Answer => {
  const answer = errorAnswer(error);
  return { ...answer, headers: { ...answer.headers, 'Retry-After': seconds } };
};

const QUOTA = { status: 'RESOURCE_EXHAUSTED', message: 'Quota exceeded' } as const;
const INVALID = { status: 'INVALID_ARGUMENT', message: 'Invalid' } as const;

const ANSWERS: readonly DocumentedAnswer<Answer>[] = [
  {
    title: '200',
    answer: { status: 200, body: '{"name":"projects/p/messages/0:15%31"}' },
    expected: { class: 'accepted', providerMessageId: '0:15%31' },
  },
  {
    title: '404 UNREGISTERED',
    answer: errorAnswer({ status: 'NOT_FOUND', message: 'x', details: [fcmDetail('UNREGISTERED')] }),
    expected: { class: 'token_invalid', reason: 'unregistered', providerCode: '404 UNREGISTERED' },
  },
  {
    title: '404 without FcmError',
    answer: errorAnswer({ status: 'NOT_FOUND', message: 'x' }),
    expected: { class: 'config', reason: 'project_not_found', providerCode: '404 NOT_FOUND' },
  },
  {
    title: '404 of a server that is not FCM',
    answer: { status: 404, body: '<!DOCTYPE html>' },
    expected: { class: 'config', reason: 'project_not_found', providerCode: '404' },
  },
  {
    title: '400 INVALID_ARGUMENT that names the token',
    answer: errorAnswer({
      ...INVALID,
      details: [
        fcmDetail('INVALID_ARGUMENT'),
        badRequestDetail([{ field: 'message.token', description: 'Invalid' }]),
      ],
    }),
    expected: { class: 'token_invalid', reason: 'invalid_token' },
  },
  {
    title: '400 INVALID_ARGUMENT about the token, in words',
    answer: errorAnswer({
      status: 'INVALID_ARGUMENT',
      message: 'The registration token is not a valid FCM registration token',
      details: [fcmDetail('INVALID_ARGUMENT')],
    }),
    expected: { class: 'token_invalid', reason: 'invalid_token' },
  },
  {
    title: '400 INVALID_ARGUMENT',
    answer: errorAnswer({
      ...INVALID,
      details: [badRequestDetail([{ field: 'message.data[0].value', description: 'x' }])],
    }),
    expected: { class: 'payload', reason: 'invalid_argument', providerCode: '400 INVALID_ARGUMENT' },
  },
  {
    title: '403 SENDER_ID_MISMATCH',
    answer: errorAnswer({
      status: 'PERMISSION_DENIED',
      message: 'SenderId mismatch',
      details: [fcmDetail('SENDER_ID_MISMATCH')],
    }),
    expected: { class: 'token_invalid', reason: 'sender_id_mismatch' },
  },
  {
    title: '403',
    answer: errorAnswer({
      status: 'PERMISSION_DENIED',
      message: 'x',
      details: [errorInfoDetail('SERVICE_DISABLED')],
    }),
    expected: { class: 'config', reason: 'permission_denied', providerCode: '403 SERVICE_DISABLED' },
  },
  {
    title: '401, also with a new access token',
    answer: errorAnswer({ status: 'UNAUTHENTICATED', message: 'x' }),
    expected: { class: 'config', reason: 'credentials_refused', providerCode: '401 UNAUTHENTICATED' },
  },
  {
    title: '401 THIRD_PARTY_AUTH_ERROR',
    answer: errorAnswer({
      status: 'UNAUTHENTICATED',
      message: 'x',
      details: [fcmDetail('THIRD_PARTY_AUTH_ERROR')],
    }),
    expected: { class: 'config', reason: 'third_party_auth' },
  },
  {
    title: '429 with Retry-After',
    answer: withRetryAfter({ ...QUOTA, details: [fcmDetail('QUOTA_EXCEEDED')] }, '7'),
    expected: { class: 'throttled', scope: 'app', retryAfterSeconds: 7 },
  },
  {
    title: '429 of a device',
    answer: errorAnswer({
      ...QUOTA,
      details: [fcmDetail('QUOTA_EXCEEDED'), quotaDetail('device:x', 'Device message rate exceeded')],
    }),
    expected: { class: 'throttled', scope: 'device', retryAfterSeconds: 60 },
  },
  {
    title: '429 of the project',
    answer: errorAnswer({ ...QUOTA, details: [quotaDetail('project:p', 'Message rate exceeded')] }),
    expected: { class: 'throttled', scope: 'app', retryAfterSeconds: 60 },
  },
  {
    title: '500 INTERNAL',
    answer: errorAnswer({ status: 'INTERNAL', message: 'x', details: [fcmDetail('INTERNAL')] }),
    expected: { class: 'transient', reason: 'server_error', retryAfterSeconds: null, backoffSeconds: 10 },
  },
  {
    title: '503 UNAVAILABLE with Retry-After',
    answer: withRetryAfter({ status: 'UNAVAILABLE', message: 'x' }, '30'),
    expected: { class: 'transient', reason: 'server_error', retryAfterSeconds: 30 },
  },
  { title: '504', answer: { status: 504 }, expected: { class: 'ambiguous', reason: 'server_timeout' } },
  {
    title: '301',
    answer: { status: 301, headers: { Location: 'https://127.0.0.1:9/elsewhere' } },
    expected: { class: 'config', reason: 'redirected' },
  },
];

async function start(): Promise<ConformanceSubject<'fcm', Answer>> {
  const simulator = await startFcmSimulator({});
  const provider = makeFcmProvider(fcmSettings(simulator, {}));
  let requests = 0;
  return {
    provider,
    request: () =>
      anFcmRequest(simulator.mint({}), { collapseKey: `key-${requests++}`, receipt: 'a-receipt' }),
    ...playOn(simulator),
    secretsOf({ target, receipt }) {
      const [installation = '', secret = ''] = target.token.split(':');
      const key = simulator.serviceAccount.private_key.split('\n').slice(1, 3);
      return [target.token, installation, secret, receipt ?? '', ...key].filter(Boolean);
    },
  };
}

describeProviderConformance({ name: 'fcm', start, answers: ANSWERS });
