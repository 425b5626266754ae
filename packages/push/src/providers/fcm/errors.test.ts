import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../transport/http-result.ts';
import { isUnauthenticated, outcomeOfAnswer, outcomeOfFailure } from './errors.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const TOKEN = 'dGhlLWluc3RhbGxhdGlvbg:APA91bSecretOfOneDevice';

interface ErrorBody {
  readonly status?: string;
  readonly message?: string;
  readonly fcm?: string;
  readonly details?: readonly object[];
}

function answer(status: number, body: ErrorBody | string, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  if (typeof body === 'string') return { kind: 'answer', status, headers, body };
  const { fcm, details = [], status: rpcStatus, message = `about ${TOKEN}` } = body;
  const fcmDetails =
    fcm === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: fcm }];
  const error = { code: status, message, status: rpcStatus, details: [...fcmDetails, ...details] };
  return { kind: 'answer', status, headers, body: JSON.stringify({ error }) };
}

const outcome = (...args: Parameters<typeof answer>) => outcomeOfAnswer(answer(...args), NOW);

const badRequest = (field: string) => ({
  '@type': 'type.googleapis.com/google.rpc.BadRequest',
  fieldViolations: [{ field, description: 'x' }],
});
const quota = (violation: object) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [violation],
});
const errorInfo = (reason: unknown) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason });
const retryInfo = (retryDelay: unknown) => ({
  '@type': 'type.googleapis.com/google.rpc.RetryInfo',
  retryDelay,
});

describe('the outcome of an answer', () => {
  it.each([
    ['UNREGISTERED', 404, 'token_invalid', 'unregistered'],
    ['SENDER_ID_MISMATCH', 403, 'token_invalid', 'sender_id_mismatch'],
    ['INVALID_ARGUMENT', 400, 'payload', 'invalid_argument'],
    ['QUOTA_EXCEEDED', 429, 'throttled', 'throttled'],
    ['UNAVAILABLE', 503, 'transient', 'server_error'],
    ['INTERNAL', 500, 'transient', 'server_error'],
    ['THIRD_PARTY_AUTH_ERROR', 401, 'config', 'third_party_auth'],
    ['APNS_AUTH_ERROR', 403, 'config', 'third_party_auth'],
    ['UNSPECIFIED_ERROR', 404, 'config', 'project_not_found'],
    ['A_CODE_OF_TOMORROW', 404, 'config', 'project_not_found'],
  ])('DIS-5: FcmError %s (%i) is %s', (fcm, status, outcomeClass, reason) => {
    expect(outcome(status, { fcm })).toMatchObject({ class: outcomeClass, reason });
  });

  it.each([
    [400, 'INVALID_ARGUMENT', 'payload', 'invalid_argument'],
    [400, 'OUT_OF_RANGE', 'payload', 'invalid_argument'],
    [400, 'FAILED_PRECONDITION', 'config', 'failed_precondition'],
    [401, 'UNAUTHENTICATED', 'config', 'credentials_refused'],
    [403, 'PERMISSION_DENIED', 'config', 'permission_denied'],
    [404, 'NOT_FOUND', 'config', 'project_not_found'],
    [409, 'ABORTED', 'transient', 'client_error'],
    [409, 'ALREADY_EXISTS', 'transient', 'client_error'],
    [429, 'RESOURCE_EXHAUSTED', 'throttled', 'throttled'],
    [499, 'CANCELLED', 'transient', 'client_error'],
    [500, 'INTERNAL', 'transient', 'server_error'],
    [500, 'UNKNOWN', 'transient', 'server_error'],
    [500, 'DATA_LOSS', 'transient', 'server_error'],
    [501, 'UNIMPLEMENTED', 'config', 'not_implemented'],
    [503, 'UNAVAILABLE', 'transient', 'server_error'],
    [504, 'DEADLINE_EXCEEDED', 'ambiguous', 'server_timeout'],
  ])('DIS-5: %i %s without FcmError is %s', (status, rpcStatus, outcomeClass, reason) => {
    expect(outcome(status, { status: rpcStatus })).toEqual(
      expect.objectContaining({ class: outcomeClass, reason, providerCode: `${status} ${rpcStatus}` }),
    );
  });

  it.each([
    [301, 'config', 'redirected'],
    [400, 'payload', 'invalid_argument'],
    [401, 'config', 'credentials_refused'],
    [404, 'config', 'project_not_found'],
    [405, 'payload', 'refused'],
    [408, 'transient', 'client_error'],
    [413, 'payload', 'too_large'],
    [429, 'throttled', 'throttled'],
    [502, 'transient', 'server_error'],
    [503, 'transient', 'server_error'],
  ])('DIS-5: %i of a server that speaks no JSON is %s', (status, outcomeClass, reason) => {
    expect(outcome(status, '<html>')).toMatchObject({
      class: outcomeClass,
      reason,
      providerCode: String(status),
    });
  });

  it.each(['message.token', 'token'])('TOK-11: 400 that names %s is about the token', (field) => {
    for (const fcm of ['INVALID_ARGUMENT', undefined]) {
      const body = { ...(fcm === undefined ? {} : { fcm }), details: [badRequest(field)] };
      expect(outcome(400, body)).toMatchObject({ class: 'token_invalid', reason: 'invalid_token' });
    }
  });

  it.each(['message.data[0].value', 'message.android.ttl', 'message.apns.headers.token'])(
    'DIS-5: 400 that names %s is about the message, and the token stays',
    (field) => {
      expect(outcome(400, { fcm: 'INVALID_ARGUMENT', details: [badRequest(field)] })).toMatchObject({
        class: 'payload',
      });
    },
  );

  it('TOK-11: FCM names the token in words alone when it cannot read it', () => {
    const message = 'The registration token is not a valid FCM registration token';
    expect(outcome(400, { fcm: 'INVALID_ARGUMENT', message })).toMatchObject({
      class: 'token_invalid',
      reason: 'invalid_token',
      invalidSince: null,
    });
  });

  it('DIS-10: a message that is too large says so', () => {
    const message = 'Android message is too big';
    expect(outcome(400, { fcm: 'INVALID_ARGUMENT', message })).toMatchObject({ reason: 'too_large' });
  });

  it.each([
    ['device', { subject: `device:${TOKEN}` }, 'device'],
    ['device, in words', { subject: 'x', description: 'Device message rate exceeded' }, 'device'],
    ['token', { quotaId: 'MessagesPerTokenPerMinute' }, 'device'],
    ['topic', { subject: 'topic:news' }, 'app'],
    ['project', { subject: 'project:p' }, 'app'],
    ['something new', { subject: 'x' }, 'app'],
  ])('DIS-4: a quota of a %s closes its scope for a minute', (_title, violation, scope) => {
    expect(outcome(429, { fcm: 'QUOTA_EXCEEDED', details: [quota(violation)] })).toMatchObject({
      class: 'throttled',
      scope,
      retryAfterSeconds: 60,
    });
  });

  it.each([
    ['Retry-After in seconds', { 'retry-after': '120' }, [], 120],
    ['Retry-After as a date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:30 GMT' }, [], 30],
    ['Retry-After of nothing', { 'retry-after': '0' }, [], 1],
    ['RetryInfo', {}, [retryInfo('12.5s')], 13],
    ['both, of which the header wins', { 'retry-after': '5' }, [retryInfo('12s')], 5],
    ['RetryInfo that is none', {}, [retryInfo({ seconds: 12 })], 60],
  ])('DIS-4: a throttle waits as %s says', (_title, headers, details, seconds) => {
    expect(outcome(429, { details }, headers)).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each([500, 503])(
    'DIS-4: %i waits as asked, and else begins with 10 s for this message alone',
    (status) => {
      expect(outcome(status, {}, { 'retry-after': '30' })).toEqual({
        class: 'transient',
        reason: 'server_error',
        providerCode: String(status),
        retryAfterSeconds: 30,
      });
      expect(outcome(status, {})).toMatchObject({ retryAfterSeconds: null, backoffSeconds: 10 });
    },
  );

  it('DIS-5: the id of what was taken is kept without the project', () => {
    expect(outcome(200, '{"name":"projects/p/messages/0:1500%31bd1c96"}')).toEqual({
      class: 'accepted',
      providerMessageId: '0:1500%31bd1c96',
    });
    for (const body of ['', '{}', '{"name":5}', '{"name":"projects/p/messages/<script>"}']) {
      expect(outcome(200, body)).toEqual({ class: 'accepted', providerMessageId: null });
    }
  });

  it('DIS-5: Google’s own reason stands beside the status', () => {
    expect(outcome(403, { details: [errorInfo('SERVICE_DISABLED')] })).toMatchObject({
      providerCode: '403 SERVICE_DISABLED',
    });
    for (const reason of [TOKEN, 'lower_case', 7, ''])
      expect(outcome(403, { details: [errorInfo(reason)] })).toMatchObject({ providerCode: '403' });
  });

  it('T-6: whatever the body says, its words stay out of the outcome', () => {
    const detail = fc.oneof(
      fc.constant(badRequest(TOKEN)),
      fc.constant(quota({ subject: TOKEN, description: TOKEN })),
      fc.constant(errorInfo(TOKEN)),
      fc.constant(retryInfo(TOKEN)),
      fc.object(),
      fc.anything(),
    );
    const arbitrary = fc.record({
      status: fc.integer({ min: 200, max: 599 }),
      rpcStatus: fc.oneof(fc.constant(TOKEN), fc.string()),
      fcm: fc.constantFrom(TOKEN, 'INVALID_ARGUMENT', 'QUOTA_EXCEEDED'),
      details: fc.array(detail, { maxLength: 4 }),
    });
    fc.assert(
      fc.property(arbitrary, ({ status, rpcStatus, fcm, details }) => {
        const result = outcome(status, {
          status: rpcStatus,
          fcm,
          message: TOKEN,
          details: details as object[],
        });
        expect(JSON.stringify(result)).not.toContain('APA91b');
      }),
    );
  });

  it('DIS-5: no body, however broken, is without a class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(outcome(status, body).class).toBeTypeOf('string');
      }),
    );
  });
});

describe('a new access token', () => {
  it.each([
    [401, {}, true],
    [401, { fcm: 'UNSPECIFIED_ERROR' }, true],
    [401, { fcm: 'THIRD_PARTY_AUTH_ERROR' }, false],
    [403, {}, false],
    [404, {}, false],
  ])('mends %i %o: %s', (status, body, expected) => {
    expect(isUnauthenticated(answer(status, body))).toBe(expected);
  });
});

describe('the outcome of no answer', () => {
  it('DIS-4: it is ambiguous once the request was written, and transient before', () => {
    const failure = { kind: 'failure', reason: 'connection_reset' } as const;
    expect(outcomeOfFailure({ ...failure, requestWritten: true })).toMatchObject({ class: 'ambiguous' });
    expect(outcomeOfFailure({ ...failure, requestWritten: false })).toMatchObject({
      class: 'transient',
      reason: 'connection_reset',
      retryAfterSeconds: null,
    });
  });
});
