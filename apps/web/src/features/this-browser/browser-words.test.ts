import { describe, expect, it } from 'vitest';
import type { BrowserState, FailureReason, OffReason } from './browser-state.ts';
import { browserWords } from './browser-words.ts';

const OFF_REASONS: readonly (OffReason | null)[] = [null, 'other-account', 'revoked', 'removed', 'dismissed'];
const FAILURES: readonly FailureReason[] = [
  'server-unreachable',
  'signed-out',
  'device-limit',
  'rate-limited',
  'refused',
  'push-service',
  'unknown',
];
const STATES: readonly Exclude<BrowserState, { kind: 'checking' }>[] = [
  { kind: 'unsupported' },
  { kind: 'insecure' },
  { kind: 'needs-install' },
  { kind: 'blocked' },
  { kind: 'on' },
  ...OFF_REASONS.map((reason) => ({ kind: 'off', reason }) as const),
  ...(['turning-on', 'turning-off', 'repairing'] as const).map(
    (task) => ({ kind: 'working', task }) as const,
  ),
  ...FAILURES.map((reason) => ({ kind: 'failed', task: 'turning-on', reason }) as const),
];

describe('browserWords', () => {
  it('WEB-13: every state has words of its own, and none shares its text with another', () => {
    const texts = STATES.map((state) => browserWords(state).text);
    expect(new Set(texts).size).toBe(STATES.length);
    for (const text of texts) expect(text.length).toBeGreaterThan(10);
  });

  it('WEB-13: only what really receives is called working', () => {
    const working = STATES.filter((state) => browserWords(state).meaning === 'working');
    expect(working).toEqual([{ kind: 'on' }]);
  });
});
