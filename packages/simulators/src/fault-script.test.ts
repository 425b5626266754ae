import { describe, expect, it } from 'vitest';
import { faultScriptSchema } from './fault-script.ts';

function messagesFor(rule: object): string[] {
  const result = faultScriptSchema.safeParse({ rules: [{ name: 'rule', match: {}, ...rule }] });
  return result.success ? [] : result.error.issues.map((issue) => issue.message);
}

describe('the fault script', () => {
  it.each([
    [
      'a status with headers and a body',
      { answer: { status: 429, headers: { 'Retry-After': '30' }, body: 'slow' } },
    ],
    ['a delay alone', { answer: { delayMs: 100 } }],
    ['a reset', { answer: { reset: { scope: 'stream', when: 'before-body' } } }],
    ['a message taken and never answered', { answer: { hang: true, deliver: true } }],
    ['GOAWAY with a healthy answer', { answer: { goaway: true } }],
    [
      'each kind of match together',
      {
        match: {
          targets: ['a'],
          pathPrefix: '/push/',
          nth: { from: 2, to: 4, every: 2, per: 'target' },
          percent: { percent: 12.5, seed: 7, per: 'request' },
          window: { fromMs: 0, toMs: 1000 },
        },
        answer: { status: 503 },
      },
    ],
  ])('takes %s', (_, rule) => {
    expect(messagesFor(rule)).toEqual([]);
  });

  it.each([
    ['no answer at all', { answer: {} }, 'Give one of status'],
    ['two endings', { answer: { status: 500, hang: true } }, 'at most one of'],
    ['headers without a status', { answer: { delayMs: 1, headers: { a: 'b' } } }, 'need a status'],
    ['delivering with a healthy answer', { answer: { delayMs: 1, deliver: true } }, 'deliver needs'],
    [
      'delivering what was not read',
      { answer: { reset: { scope: 'connection', when: 'before-body' }, deliver: true } },
      'cannot be delivered',
    ],
    [
      'a header that would split the answer',
      { answer: { status: 200, headers: { a: 'b\r\nc: d' } } },
      'Invalid string',
    ],
    [
      'a range that ends before it begins',
      { match: { nth: { from: 3, to: 2, per: 'rule' } }, answer: { status: 500 } },
      'to must not',
    ],
    [
      'an empty time window',
      { match: { window: { fromMs: 5, toMs: 5 } }, answer: { status: 500 } },
      'toMs must',
    ],
    ['a misspelt member', { answer: { status: 500, retryAfter: 5 } }, 'Unrecognized key'],
  ])('refuses %s', (_, rule, message) => {
    expect(messagesFor(rule).join('; ')).toContain(message);
  });
});
