import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../transport/http-result.ts';
import { outcomeOfAnswer, outcomeOfFailure } from './errors.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const WINDOWS = 'wns2-par02p.notify.windows.com';

function outcome(
  status: number,
  rest: { headers?: HttpAnswer['headers']; body?: string; hostname?: string } = {},
) {
  const { headers = {}, body = '', hostname = 'push.example.net' } = rest;
  return outcomeOfAnswer({ kind: 'answer', status, headers, body }, hostname, NOW);
}

describe('outcomeOfAnswer', () => {
  it.each([200, 201, 202, 204])('WEB-10: %d is accepted', (status) => {
    expect(outcome(status)).toEqual({ class: 'accepted', providerMessageId: null });
  });

  it('WEB-10: 404 and 410 are token_invalid, and of all statuses nothing else is', () => {
    const invalid = [];
    for (let status = 200; status < 600; status += 1) {
      for (const hostname of ['push.example.net', WINDOWS]) {
        if (outcome(status, { hostname }).class === 'token_invalid') invalid.push(status);
      }
    }
    expect(invalid).toEqual([404, 404, 410, 410]);
    expect(outcome(410)).toEqual({
      class: 'token_invalid',
      reason: 'gone',
      providerCode: '410',
      invalidSince: null,
    });
  });

  it.each([
    [400, 'payload', 'refused'],
    [405, 'payload', 'refused'],
    [406, 'payload', 'refused'],
    [413, 'payload', 'too_large'],
    [301, 'payload', 'redirected'],
    [302, 'payload', 'redirected'],
    [307, 'payload', 'redirected'],
    [308, 'payload', 'redirected'],
    [401, 'config', 'vapid_refused'],
    [403, 'config', 'vapid_refused'],
    [408, 'transient', 'client_error'],
    [500, 'transient', 'server_error'],
    [502, 'transient', 'server_error'],
    [503, 'transient', 'server_error'],
    [429, 'throttled', 'throttled'],
  ])('WEB-10: %d is %s (%s)', (status, expectedClass, reason) => {
    expect(outcome(status)).toMatchObject({ class: expectedClass, reason, providerCode: String(status) });
  });

  it.each([
    ['Apple', 400, '{"reason":"VapidPkHashMismatch"}', '400 VapidPkHashMismatch'],
    [
      'FCM',
      403,
      'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.\n',
      '403',
    ],
    [
      'Mozilla',
      401,
      '{"code":401,"errno":109,"error":"Unauthorized","message":"VAPID public key mismatch"}',
      '401',
    ],
  ])(
    'WEB-10: a subscription made for another key is key_mismatch, as %s says it',
    (_service, status, body, code) => {
      expect(outcome(status, { body })).toEqual({
        class: 'config',
        reason: 'key_mismatch',
        providerCode: code,
      });
    },
  );

  it("WEB-10: Apple's reason is kept, and free text that may repeat the token is not", () => {
    expect(outcome(403, { body: '{"reason":"BadJwtToken"}' })).toMatchObject({
      providerCode: '403 BadJwtToken',
    });
    expect(outcome(400, { body: 'unknown token c4p4b1l1ty' })).toMatchObject({ providerCode: '400' });
    expect(outcome(400, { body: '{"reason":"token c4p4b1l1ty"}' })).toMatchObject({ providerCode: '400' });
  });

  it.each([
    ['seconds', '120', 120],
    ['a date', 'Thu, 01 Jan 2026 00:05:00 GMT', 300],
    ['nothing that is understood', 'soon', 60],
    ['no wait at all', '0', 1],
    ['more than a day', '172800', 86_400],
  ])('WEB-10: 429 with Retry-After of %s closes the origin', (_name, value, seconds) => {
    expect(outcome(429, { headers: { 'retry-after': value } })).toMatchObject({
      class: 'throttled',
      scope: 'origin',
      retryAfterSeconds: seconds,
    });
  });

  it('WEB-10: 406 and 429 of notify.windows.com wait an hour unless it says otherwise', () => {
    expect(outcome(406, { hostname: WINDOWS })).toMatchObject({
      class: 'throttled',
      retryAfterSeconds: 3600,
    });
    expect(outcome(429, { hostname: WINDOWS })).toMatchObject({
      class: 'throttled',
      retryAfterSeconds: 3600,
    });
    const headers = { 'retry-after': '7200' };
    expect(outcome(406, { hostname: WINDOWS, headers })).toMatchObject({ retryAfterSeconds: 7200 });
    expect(outcome(406, { hostname: 'notify.windows.com.evil.example' })).toMatchObject({ class: 'payload' });
  });

  it('WEB-10: 503 carries its Retry-After', () => {
    expect(outcome(503, { headers: { 'retry-after': '30' } })).toMatchObject({ retryAfterSeconds: 30 });
    expect(outcome(503)).toMatchObject({ retryAfterSeconds: null });
  });

  it('WEB-10: message ids in headers of their own are kept; Location, a capability, is not', () => {
    expect(outcome(201, { headers: { 'apns-id': 'B5A1-77' } })).toMatchObject({
      providerMessageId: 'B5A1-77',
    });
    expect(outcome(201, { headers: { 'x-wns-msg-id': '1A2B' } })).toMatchObject({
      providerMessageId: '1A2B',
    });
    const location = 'https://push.example.net/m/c4p4b1l1ty';
    expect(outcome(201, { headers: { location } })).toMatchObject({ providerMessageId: null });
  });
});

describe('outcomeOfFailure', () => {
  it('WEB-10: an answer that is lost after the request was written is ambiguous, before it transient', () => {
    const failure = { kind: 'failure', reason: 'connection_reset' } as const;
    expect(outcomeOfFailure({ ...failure, requestWritten: true })).toMatchObject({ class: 'ambiguous' });
    expect(outcomeOfFailure({ ...failure, requestWritten: false })).toMatchObject({ class: 'transient' });
  });
});
