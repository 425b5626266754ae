import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const own = 'https://push.example';
const good = { origin: own, secFetchSite: 'same-origin', host: 'push.example' };

describe('isSameOrigin', () => {
  it('T-9: takes a page of ours, also behind a proxy that rewrites Host and from a browser without Sec-Fetch-Site', () => {
    expect(isSameOrigin(good, own)).toBe(true);
    expect(isSameOrigin({ ...good, host: '10.0.0.1:3000' }, own)).toBe(true);
    expect(isSameOrigin({ ...good, secFetchSite: null }, own)).toBe(true);
    expect(isSameOrigin({ ...good, origin: 'http://localhost:3000', host: 'localhost:3000' }, own)).toBe(
      true,
    );
  });

  it.each([
    ['another site', { origin: 'https://evil.example', secFetchSite: 'cross-site' }],
    ['another site in an old browser', { origin: 'https://evil.example', secFetchSite: null }],
    ['a sibling domain', { origin: 'https://evil.push.example', secFetchSite: 'same-site' }],
    ['a name that only begins like ours', { origin: 'https://push.example.evil.example' }],
    ['another port', { origin: 'https://push.example:8443' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['no origin at all', { origin: null, secFetchSite: null }],
    ['an address typed by hand', { origin: null, secFetchSite: 'none' }],
    ['a cross-site request that claims our origin', { secFetchSite: 'cross-site' }],
    ['no URL', { origin: 'push.example' }],
  ])('T-9: refuses %s', (_, changes) => {
    expect(isSameOrigin({ ...good, ...changes }, own)).toBe(false);
  });
});
