import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../transport/http-result.ts';
import { outcomeOfFailure, type SendVerdict, verdictOfAnswer } from './errors.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const SECRET = 'ExponentPushToken[secret-of-a-device]';

function verdictOf(status: number, body: unknown, messages = 1): SendVerdict {
  const answer: HttpAnswer = { kind: 'answer', status, headers: {}, body: JSON.stringify(body) };
  return verdictOfAnswer(answer, messages, NOW);
}

const ok = (id: string) => ({ status: 'ok', id });

describe('verdictOfAnswer', () => {
  it('DIS-5: every status and every body has a verdict, and none repeats a token of the answer', () => {
    const words = fc.constantFrom(
      SECRET,
      'DeviceNotRegistered',
      'PUSH_TOO_MANY_EXPERIENCE_IDS',
      'ok',
      'error',
    );
    const json = fc.oneof(
      fc.json(),
      fc
        .record({ status: words, id: words, message: words, details: fc.record({ error: words }) })
        .map((ticket) => JSON.stringify({ data: [ticket] })),
      fc
        .record({ code: words, message: words, details: fc.dictionary(words, fc.array(words)) })
        .map((error) => JSON.stringify({ errors: [error] })),
    );
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), json, (status, body) => {
        const verdict = verdictOfAnswer({ kind: 'answer', status, headers: {}, body }, 1, NOW);
        const outcomes = verdict.kind === 'each' ? verdict.outcomes : [verdict.outcome];
        expect(outcomes).toHaveLength(1);
        expect(JSON.stringify(outcomes)).not.toContain(SECRET);
      }),
    );
  });

  it('DIS-5: tickets belong to messages by their order', () => {
    expect(verdictOf(200, { data: [ok('a'), { status: 'error' }, ok('b')] }, 3)).toMatchObject({
      kind: 'each',
      outcomes: [{ providerMessageId: 'a' }, { class: 'transient' }, { providerMessageId: 'b' }],
    });
  });

  it.each([
    ['too few', { data: [ok('a')] }],
    ['too many', { data: [ok('a'), ok('b'), ok('c')] }],
    ['none', {}],
    ['a form that is no ticket’s', { data: [ok('a'), { id: 'b' }] }],
  ])('F-7: with tickets that cannot be told apart (%s) the messages may have been taken', (_, body) => {
    expect(verdictOf(200, body, 2)).toMatchObject({ kind: 'all', outcome: { class: 'ambiguous' } });
  });

  it('DIS-5: an id that Expo does not give is not kept', () => {
    expect(verdictOf(200, { data: [ok(SECRET)] })).toMatchObject({ outcomes: [{ providerMessageId: null }] });
  });

  it('DIS-10: mixed projects come with their tokens; without those it is a refusal like any other', () => {
    const code = 'PUSH_TOO_MANY_EXPERIENCE_IDS';
    const verdict = verdictOf(400, { errors: [{ code, details: { '@a/a': ['x'], '@b/b': ['y'] } }] }, 2);
    expect(verdict.kind === 'mixed' && [...verdict.tokensByProject]).toEqual([
      ['@a/a', ['x']],
      ['@b/b', ['y']],
    ]);
    expect(verdictOf(400, { errors: [{ code }] }, 2).kind).toBe('some');
  });

  it('DIS-5: an error within a 200 counts as the error that it is', () => {
    expect(verdictOf(200, { errors: [{ code: 'VALIDATION_ERROR' }] }, 2).kind).toBe('some');
    expect(verdictOf(200, { errors: [{ code: 'TOO_MANY_REQUESTS' }] }, 2)).toMatchObject({
      kind: 'all',
      outcome: { class: 'throttled', scope: 'app' },
    });
  });
});

describe('outcomeOfFailure', () => {
  it('F-7: what was not written was not delivered; what was, perhaps', () => {
    const failure = { kind: 'failure', reason: 'connection_reset' } as const;
    expect(outcomeOfFailure({ ...failure, requestWritten: false })).toMatchObject({ class: 'transient' });
    expect(outcomeOfFailure({ ...failure, requestWritten: true })).toMatchObject({ class: 'ambiguous' });
  });
});
