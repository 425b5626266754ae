import { describe, expect, it } from 'vitest';
import { durationText, exactTimeText, relativeTimeText } from './relative-time-text.ts';

const now = new Date('2026-05-20T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('relativeTimeText', () => {
  it.each([
    [0, 'just now'],
    [44 * SECOND, 'just now'],
    [45 * SECOND, '1 min ago'],
    [59 * MINUTE, '59 min ago'],
    [59.6 * MINUTE, '1 h ago'],
    [23 * HOUR, '23 h ago'],
    [23.6 * HOUR, 'yesterday'],
    [2 * DAY, '2 days ago'],
    [6.4 * DAY, '6 days ago'],
    [8 * DAY, '12 May'],
    [400 * DAY, '15 Apr 2025'],
    [-10 * SECOND, 'in a moment'],
    [-5 * MINUTE, 'in 5 min'],
    [-3 * HOUR, 'in 3 h'],
    [-1 * DAY, 'tomorrow'],
  ])('says what is %d ms ago as "%s"', (ms, text) => {
    expect(relativeTimeText(before(ms), now, 'UTC')).toBe(text);
  });

  it('takes the day from the zone that is asked for', () => {
    const at = new Date('2026-05-10T23:30:00Z');
    expect(relativeTimeText(at, now, 'UTC')).toBe('10 May');
    expect(relativeTimeText(at, now, 'Asia/Tokyo')).toBe('11 May');
  });
});

describe('exactTimeText', () => {
  it('names day, second and zone', () => {
    expect(exactTimeText(now, 'UTC')).toBe('Wed, 20 May 2026, 12:00:00 UTC');
  });
});

describe('durationText', () => {
  it.each([
    [83.6, '84 ms'],
    [1234, '1.2 s'],
    [42_000, '42 s'],
    [3 * MINUTE, '3 min'],
    [24 * HOUR, '24 h'],
    [30 * DAY, '30 days'],
  ])('says %d ms as "%s"', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
