import { APNS_REASON_STATUS } from '@carillon/simulators/apns/reasons';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutcomeClass } from '../../dispatch/outcome.ts';
import type { HttpAnswer } from '../transport/http-result.ts';
import { APNS_REASONS, apnsReasonOf, outcomeOfAnswer, outcomeOfFailure } from './errors.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

function answer(status: number, body: string, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { kind: 'answer', status, headers, body };
}
const outcome = (status: number, reason: string, headers: HttpAnswer['headers'] = {}) =>
  outcomeOfAnswer(answer(status, JSON.stringify({ reason }), headers), NOW);

/** docs/delivery.md, "APNs". Written out here, so that a change of the table is a change of this test. */
const DOCUMENTED: readonly (readonly [status: number, reason: string, OutcomeClass])[] = [
  [400, 'BadCollapseId', 'payload'],
  [400, 'BadDeviceToken', 'token_invalid'],
  [400, 'BadExpirationDate', 'payload'],
  [400, 'BadMessageId', 'payload'],
  [400, 'BadPriority', 'payload'],
  [400, 'BadTopic', 'config'],
  [400, 'DeviceTokenNotForTopic', 'config'],
  [400, 'DuplicateHeaders', 'payload'],
  [400, 'IdleTimeout', 'transient'],
  [400, 'InvalidPushType', 'payload'],
  [400, 'MissingDeviceToken', 'payload'],
  [400, 'MissingTopic', 'config'],
  [400, 'PayloadEmpty', 'payload'],
  [400, 'TopicDisallowed', 'config'],
  [403, 'BadCertificate', 'config'],
  [403, 'BadCertificateEnvironment', 'config'],
  [403, 'BadEnvironmentKeyIdInToken', 'config'],
  [403, 'BadEnvironmentKeyInToken', 'config'],
  [403, 'ExpiredProviderToken', 'config'],
  [403, 'Forbidden', 'config'],
  [403, 'InvalidProviderToken', 'config'],
  [403, 'MissingProviderToken', 'config'],
  [403, 'UnrelatedKeyIdInToken', 'config'],
  [404, 'BadPath', 'payload'],
  [405, 'MethodNotAllowed', 'payload'],
  [410, 'ExpiredToken', 'token_invalid'],
  [410, 'Unregistered', 'token_invalid'],
  [413, 'PayloadTooLarge', 'payload'],
  [429, 'TooManyProviderTokenUpdates', 'throttled'],
  [429, 'TooManyRequests', 'throttled'],
  [500, 'InternalServerError', 'transient'],
  [503, 'ServiceUnavailable', 'transient'],
  [503, 'Shutdown', 'transient'],
];

describe('outcomeOfAnswer', () => {
  it.each(DOCUMENTED)('DIS-5: %d %s is %s', (status, reason, expectedClass) => {
    expect(outcome(status, reason)).toMatchObject({
      class: expectedClass,
      providerCode: `${status} ${reason}`,
    });
  });

  it('DIS-5: the table is whole: every reason that Apple documents is in it, and no other has a class of its own', () => {
    const reasons = DOCUMENTED.map(([, reason]) => reason);
    expect(reasons).toEqual(expect.arrayContaining(Object.keys(APNS_REASON_STATUS)));
    expect(Object.keys(APNS_REASONS).sort()).toEqual([...reasons].sort());
  });

  it('DIS-6: of all statuses without a known reason, 410 alone retires a token', () => {
    const invalid = [];
    for (let status = 200; status < 600; status += 1) {
      for (const body of ['', '{}', '{"reason":"ReasonOfTomorrow"}', 'null', '{"reason":"constructor"}']) {
        if (outcomeOfAnswer(answer(status, body), NOW).class === 'token_invalid') invalid.push(status);
      }
    }
    expect(new Set(invalid)).toEqual(new Set([410]));
  });

  it.each<[number, OutcomeClass]>([
    [301, 'payload'],
    [400, 'payload'],
    [401, 'config'],
    [403, 'config'],
    [404, 'payload'],
    [405, 'payload'],
    [408, 'transient'],
    [413, 'payload'],
    [421, 'transient'],
    [429, 'throttled'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'transient'],
  ])('DIS-5: %d without a reason is %s', (status, expectedClass) => {
    expect(outcomeOfAnswer(answer(status, ''), NOW)).toMatchObject({
      class: expectedClass,
      providerCode: String(status),
    });
  });

  it('DIS-6: 410 says since when the token is dead, if it can be believed', () => {
    const since = (timestamp: unknown) =>
      outcomeOfAnswer(answer(410, JSON.stringify({ reason: 'Unregistered', timestamp })), NOW);
    const known = NOW.getTime() - 86_400_000;
    expect(since(known)).toMatchObject({ invalidSince: new Date(known) });
    expect(since(NOW.getTime() + 5000)).toMatchObject({ invalidSince: NOW });
    for (const odd of [undefined, null, '1', 0, -5, {}]) {
      expect(since(odd)).toMatchObject({ class: 'token_invalid', invalidSince: null });
    }
  });

  it.each([
    ['TooManyRequests', undefined, 'device', 60],
    ['TooManyRequests', '7', 'device', 7],
    ['TooManyRequests', '0', 'device', 1],
    ['TooManyRequests', 'Thu, 01 Jan 2026 00:05:00 GMT', 'device', 300],
    ['TooManyProviderTokenUpdates', undefined, 'app', 1200],
    ['TooManyProviderTokenUpdates', '30', 'app', 30],
  ])('DIS-4: 429 %s with Retry-After %s closes the %s for %d s', (reason, value, scope, seconds) => {
    expect(outcome(429, reason, { 'retry-after': value })).toMatchObject({
      class: 'throttled',
      scope,
      retryAfterSeconds: seconds,
    });
  });

  it('DIS-4: an error of Apple’s servers waits from 15 s, or as long as it says', () => {
    expect(outcome(500, 'InternalServerError')).toMatchObject({
      retryAfterSeconds: null,
      backoffSeconds: 15,
    });
    expect(outcome(503, 'Shutdown', { 'retry-after': '40' })).toMatchObject({ retryAfterSeconds: 40 });
  });

  it('DIS-5: the id of an accepted message is kept', () => {
    const id = '0F8FAD5B-D9CB-469F-A165-70867728950E';
    const accepted = (headers: HttpAnswer['headers']) => outcomeOfAnswer(answer(200, '', headers), NOW);
    expect(accepted({ 'apns-id': id })).toEqual({ class: 'accepted', providerMessageId: id });
    expect(accepted({ 'apns-id': 'x'.repeat(65) })).toEqual({ class: 'accepted', providerMessageId: null });
    expect(accepted({})).toEqual({ class: 'accepted', providerMessageId: null });
  });

  it('T-6: no text of an answer but a word of letters is kept', () => {
    for (const reason of ['bad token ab12', 'ab12', 'x'.repeat(65), '']) {
      expect(apnsReasonOf(answer(400, JSON.stringify({ reason })))).toBeNull();
      expect(outcome(400, reason)).toMatchObject({ providerCode: '400' });
    }
  });

  it('DIS-5: any answer at all has a class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(outcomeOfAnswer(answer(status, body), NOW)).toHaveProperty('class');
      }),
    );
  });
});

describe('outcomeOfFailure', () => {
  it('F-7: an answer that is lost after the request was written is ambiguous, before it transient', () => {
    const failure = { kind: 'failure', reason: 'connection_reset' } as const;
    expect(outcomeOfFailure({ ...failure, requestWritten: true })).toMatchObject({ class: 'ambiguous' });
    expect(outcomeOfFailure({ ...failure, requestWritten: false })).toMatchObject({ class: 'transient' });
  });
});
