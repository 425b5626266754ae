import { describe, expect, it } from 'vitest';
import { cancelledText } from './cancel-words.ts';

describe('what cancelling did, in words', () => {
  it.each([
    [0, 0, 'Nothing of it had been sent.'],
    [812, 3201, 'Cancelled for 812 devices; already sent to 3,201.'],
    [1, 0, 'Cancelled for 1 device; it was sent to none.'],
    [0, 5, 'Cancelled for 0 devices; already sent to 5.'],
  ])('%i cancelled and %i sent: %s', (cancelled, alreadySent, text) => {
    expect(cancelledText({ cancelled, alreadySent })).toBe(text);
  });
});
