import { describe, expect, it } from 'vitest';
import { sessionName } from './session-words.ts';

describe('sessionName', () => {
  it('AUTH-2: a session is told by what it runs in', () => {
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
    expect(sessionName({ userAgent, kind: 'dashboard' })).toBe('Firefox on Linux');
    expect(sessionName({ userAgent: 'CarillonMobile/2.1 (iOS 19)', kind: 'app' })).toBe('CarillonMobile');
    expect(sessionName({ userAgent: null, kind: 'app' })).toBe('App');
    expect(sessionName({ userAgent: 'Mozilla/5.0', kind: 'dashboard' })).toBe('Browser');
  });
});
