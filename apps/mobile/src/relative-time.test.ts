import { expect, it } from 'vitest';
import { relativeTime } from './relative-time.ts';

const NOW = Date.parse('2031-05-20T18:00:00Z');

it.each([
  ['2031-05-20T17:59:30Z', 'just now'],
  ['2031-05-20T17:58:30Z', '1 minute ago'],
  ['2031-05-20T15:00:00Z', '3 hours ago'],
  ['2031-05-19T18:00:00Z', '1 day ago'],
  ['2031-05-10T18:00:00Z', '10 days ago'],
  ['2031-05-20T20:00:00Z', 'in 2 hours'],
  [null, 'never'],
])('%s is said as %s', (at, words) => {
  expect(relativeTime(at, NOW)).toBe(words);
});
