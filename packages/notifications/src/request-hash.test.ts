import { describe, expect, it } from 'vitest';
import { hashRequest } from './request-hash.ts';

describe('hashRequest', () => {
  it('DIS-11: does not depend on the order of members, at any depth, and depends on all values and on lists’ order', () => {
    const hash = hashRequest({ title: 'a', data: { x: 1, y: [1, 2] } });
    expect(hashRequest({ data: { y: [1, 2], x: 1 }, title: 'a' })).toEqual(hash);
    expect(hashRequest({ title: 'a', data: { x: 1, y: [2, 1] } })).not.toEqual(hash);
    expect(hashRequest({ title: 'b', data: { x: 1, y: [1, 2] } })).not.toEqual(hash);
    expect(hashRequest({ title: 'a', data: { x: '1', y: [1, 2] } })).not.toEqual(hash);
  });
});
