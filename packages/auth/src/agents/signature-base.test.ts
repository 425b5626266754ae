import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { type InnerList, isInnerList, parseDictionary } from 'structured-headers';
import { describe, expect, it } from 'vitest';
import { type SignedMessage, signatureBase } from './signature-base.ts';

/** The request of RFC 9421, B.2. */
const TEST_REQUEST: SignedMessage = {
  method: 'POST',
  authority: 'example.com',
  target: '/foo?param=Value&Pet=dog',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest':
      'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
};
/** RFC 9421, B.1.5. */
const SHARED_SECRET =
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==';

/** The one member of a Signature-Input. */
function covered(input: string): InnerList {
  const [member] = parseDictionary(input).values();
  if (member === undefined || !isInnerList(member)) throw new Error('No inner list');
  return member;
}

describe('the signature base', () => {
  it('T-7: the vector of RFC 9421, B.2.5, for hmac-sha256 passes', () => {
    const input = covered(
      'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    );
    const base = signatureBase(TEST_REQUEST, input);
    expect(base).toBe(
      '"date": Tue, 20 Apr 2021 02:07:55 GMT\n' +
        '"@authority": example.com\n' +
        '"content-type": application/json\n' +
        '"@signature-params": ("date" "@authority" "content-type")' +
        ';created=1618884473;keyid="test-shared-secret"',
    );
    const signature = createHmac('sha256', Buffer.from(SHARED_SECRET, 'base64'))
      .update(String(base))
      .digest('base64');
    expect(signature).toBe('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
  });

  it('SEC-3: all components that agents cover are lines, in the order of the signature', () => {
    const list = covered('a=("@query" "content-digest" "@method" "@path" "@authority");created=1;tag="x"');
    expect(signatureBase(TEST_REQUEST, list)?.split('\n')).toEqual([
      '"@query": ?param=Value&Pet=dog',
      `"content-digest": ${TEST_REQUEST.headers['content-digest']}`,
      '"@method": POST',
      '"@path": /foo',
      '"@authority": example.com',
      '"@signature-params": ("@query" "content-digest" "@method" "@path" "@authority");created=1;tag="x"',
    ]);
  });

  it('SEC-3: the query is with its question mark, alone if there is none; only the first mark begins it', () => {
    const queryOf = (target: string) =>
      signatureBase({ ...TEST_REQUEST, target }, covered('a=("@path" "@query")'))
        ?.split('\n')
        .slice(0, 2);
    expect(queryOf('/foo')).toEqual(['"@path": /foo', '"@query": ?']);
    expect(queryOf('/foo?')).toEqual(['"@path": /foo', '"@query": ?']);
    expect(queryOf('/?a=b?c')).toEqual(['"@path": /', '"@query": ?a=b?c']);
    expect(queryOf('/a%2Fb?%20')).toEqual(['"@path": /a%2Fb', '"@query": ?%20']);
    expect(queryOf('http://example.com/foo')).toBeUndefined();
    expect(queryOf('*')).toBeUndefined();
  });

  it('SEC-4: no base for what is missing, named twice, has parameters of its own or is not supported', () => {
    for (const components of [
      '"x-missing"',
      '"date" "date"',
      '"@method";req',
      '"date";sf',
      '"date";bs',
      '"@target-uri"',
      '"@query-param";name="Pet"',
      '"@signature-params"',
      '"@status"',
      '"Date"',
      '"__proto__"',
      '"constructor"',
      'date',
      '1',
    ]) {
      expect({ components, base: signatureBase(TEST_REQUEST, covered(`a=(${components})`)) }).toEqual({
        components,
        base: null,
      });
    }
  });

  it('values lose the space around them, and several are joined by a comma', () => {
    const headers = { 'x-many': ['  one ', 'two'], 'x-empty': '' };
    const base = signatureBase({ ...TEST_REQUEST, headers }, covered('a=("x-many" "x-empty")'));
    expect(base?.split('\n').slice(0, 2)).toEqual(['"x-many": one, two', '"x-empty": ']);
  });

  const token = fc.stringMatching(/^[A-Z]{1,10}$/);
  const visible = fc.stringMatching(/^[!-~]{0,30}$/);
  const message = fc.record({
    method: token,
    authority: fc.domain(),
    target: fc.tuple(visible, visible).map(([path, query]) => `/${path.replaceAll('?', '')}?${query}`),
    headers: fc.record({ 'content-digest': visible }),
  });
  const ALL = covered('a=("@method" "@authority" "@path" "@query" "content-digest");created=1');

  it('T-7: two requests have one base only if they are the same in every component', () => {
    fc.assert(
      fc.property(message, message, (one, other) => {
        const isSame =
          one.method === other.method &&
          one.authority === other.authority &&
          one.target === other.target &&
          one.headers['content-digest'] === other.headers['content-digest'];
        expect(signatureBase(one, ALL) === signatureBase(other, ALL)).toBe(isSame);
      }),
    );
  });

  it('T-7: a change of any single component changes the base', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('method', 'authority', 'target', 'digest'), (one, part) => {
        const changed = {
          ...one,
          ...(part === 'method' && { method: `${one.method}X` }),
          ...(part === 'authority' && { authority: `${one.authority}:1` }),
          ...(part === 'target' && { target: `${one.target}x` }),
          ...(part === 'digest' && { headers: { 'content-digest': `${one.headers['content-digest']}x` } }),
        };
        expect(signatureBase(changed, ALL)).not.toBe(signatureBase(one, ALL));
      }),
    );
  });
});
