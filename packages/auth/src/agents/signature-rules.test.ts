import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasDigestOf } from './content-digest.ts';
import { coversRequest, isFresh } from './signature-rules.ts';

const NOW = new Date('2026-11-22T10:00:00.999Z');
const NOW_SECONDS = Math.floor(NOW.getTime() / 1000);

describe('the age of a signature', () => {
  it.each([
    [-301, false],
    [-300, true],
    [-299, true],
    [0, true],
    [299, true],
    [300, true],
    [301, false],
    [-100_000_000, false],
  ])('T-7, SEC-4: made %i s from now it is accepted: %s', (seconds, isAccepted) => {
    expect(isFresh({ created: NOW_SECONDS + seconds, expires: null }, NOW)).toBe(isAccepted);
  });

  it('one that says when it expires is refused from then on', () => {
    const expiring = (seconds: number) =>
      isFresh({ created: NOW_SECONDS, expires: NOW_SECONDS + seconds }, NOW);
    expect([expiring(-1), expiring(0), expiring(1)]).toEqual([false, true, true]);
  });
});

const DIGEST_OF_NOTHING = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
/** RFC 9530, B.1: of `{"hello": "world"}` and a line feed. */
const DIGEST_OF_HELLO = 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:';
const HELLO = Buffer.from('{"hello": "world"}\n');
const NOTHING = new Uint8Array();
const FOUR = ['@method', '@authority', '@path', '@query'];
const FIVE = [...FOUR, 'content-digest'];

describe('what a signature must cover', () => {
  const covers = (components: readonly string[], digest: string | undefined, body: Uint8Array) =>
    coversRequest({ components } as Parameters<typeof coversRequest>[0], {
      headers: { ...(digest !== undefined && { 'content-digest': digest }) },
      body,
    });

  it('SEC-3, SEC-4: a body comes with its digest, and the digest is covered', () => {
    expect(covers(FIVE, DIGEST_OF_HELLO, HELLO)).toBe(true);
    expect(covers(FOUR, DIGEST_OF_HELLO, HELLO)).toBe(false);
    expect(covers(FIVE, undefined, HELLO)).toBe(false);
    expect(covers(FOUR, undefined, HELLO)).toBe(false);
    expect(covers(FIVE, DIGEST_OF_NOTHING, HELLO)).toBe(false);
    expect(covers(FIVE, DIGEST_OF_HELLO, Buffer.from('{"hello": "World"}\n'))).toBe(false);
  });

  it('SEC-3: without a body it may be left out; one that is there is covered and that of no bytes', () => {
    expect(covers(FOUR, undefined, NOTHING)).toBe(true);
    expect(covers(FIVE, DIGEST_OF_NOTHING, NOTHING)).toBe(true);
    expect(covers(FOUR, DIGEST_OF_NOTHING, NOTHING)).toBe(false);
    expect(covers(FIVE, DIGEST_OF_HELLO, NOTHING)).toBe(false);
  });

  it.each(FIVE)('SEC-4: %s may not be left out', (missing) => {
    const others = FIVE.filter((name) => name !== missing);
    expect(covers(others, DIGEST_OF_HELLO, HELLO)).toBe(false);
    expect(covers([...FIVE, 'date'].toReversed(), DIGEST_OF_HELLO, HELLO)).toBe(true);
  });
});

describe('Content-Digest', () => {
  it('SEC-3: the example of RFC 9530 is right, other algorithms may stand beside it and do not replace it', () => {
    expect(hasDigestOf(`sha-512=:YWJj:, ${DIGEST_OF_HELLO}`, HELLO)).toBe(true);
    expect(hasDigestOf('sha-512=:YWJj:', HELLO)).toBe(false);
    expect(hasDigestOf('sha-256="RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg="', HELLO)).toBe(false);
    expect(hasDigestOf('sha-256=:YWJj:', HELLO)).toBe(false);
    expect(hasDigestOf('not a digest', HELLO)).toBe(false);
    expect(hasDigestOf([DIGEST_OF_HELLO], HELLO)).toBe(false);
  });

  it('T-7: any change of a body is noticed', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(hasDigestOf(DIGEST_OF_HELLO, bytes)).toBe(Buffer.compare(bytes, HELLO) === 0);
      }),
    );
  });
});
