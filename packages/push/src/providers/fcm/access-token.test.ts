import { describe, expect, it } from 'vitest';
import { createAccessTokenSource, type TokenGrant, type TokenResult } from './access-token.ts';

const AMPLE_MS = 5_000;

const granted = (token: string, lifetimeSeconds = 3600): TokenResult => ({
  ok: true,
  token,
  lifetimeSeconds,
  projectId: 'p',
});
const refused: TokenResult = {
  ok: false,
  failure: { class: 'config', reason: 'credentials_refused', providerCode: '400 invalid_grant' },
};

/** A source whose exchanges are counted, by a clock that the test moves. */
function source(grant: (exchange: number) => TokenResult | Promise<TokenResult>) {
  const state = { nowMs: 0, exchanges: 0 };
  const counted: TokenGrant = async () => {
    state.exchanges += 1;
    return grant(state.exchanges);
  };
  return Object.assign(createAccessTokenSource({ grant: counted, monotonicMs: () => state.nowMs }), {
    state,
  });
}

const tokenOf = (result: TokenResult | null) => (result?.ok === true ? result.token : null);

describe('the access token', () => {
  it('DIS-10: is asked for once, by however many sends, and used until near its end', async () => {
    const tokens = source((exchange) => granted(`t${exchange}`));
    const results = await Promise.all(Array.from({ length: 50 }, () => tokens.get(AMPLE_MS)));
    expect(new Set(results.map(tokenOf))).toEqual(new Set(['t1']));
    tokens.state.nowMs = 54 * 60_000;
    expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t1');
    expect(tokens.state.exchanges).toBe(1);
  });

  it('DIS-10: five minutes before its end another one is got, while the old one is still used', async () => {
    const second = Promise.withResolvers<TokenResult>();
    const tokens = source((exchange) => (exchange === 1 ? granted('t1') : second.promise));
    await tokens.get(AMPLE_MS);
    tokens.state.nowMs = 56 * 60_000;
    for (let send = 0; send < 3; send += 1) expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t1');
    expect(tokens.state.exchanges).toBe(2);
    second.resolve(granted('t2'));
    await expect.poll(async () => tokenOf(await tokens.get(AMPLE_MS))).toBe('t2');
  });

  it('F-7: a token service that fails ahead of time costs nothing while the token lives', async () => {
    const tokens = source((exchange) => (exchange === 1 ? granted('t1') : refused));
    await tokens.get(AMPLE_MS);
    tokens.state.nowMs = 56 * 60_000;
    for (let send = 0; send < 10; send += 1) expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t1');
    expect(tokens.state.exchanges).toBe(2);
    tokens.state.nowMs = 60 * 60_000;
    expect(await tokens.get(AMPLE_MS)).toEqual(refused);
  });

  it('F-7: a failure answers for five seconds, so that a chunk of messages asks once', async () => {
    const tokens = source((exchange) => (exchange === 1 ? refused : granted('t2')));
    for (let send = 0; send < 500; send += 1) expect(await tokens.get(AMPLE_MS)).toEqual(refused);
    expect(tokens.state.exchanges).toBe(1);
    tokens.state.nowMs = 5_000;
    expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t2');
  });

  it('F-7: who waits for it waits until its deadline, and others longer', async () => {
    const slow = Promise.withResolvers<TokenResult>();
    const tokens = source(() => slow.promise);
    const patient = tokens.get(AMPLE_MS);
    expect(await tokens.get(1)).toMatchObject({
      ok: false,
      failure: { class: 'transient', reason: 'timeout' },
    });
    slow.resolve(granted('t1'));
    expect(tokenOf(await patient)).toBe('t1');
    expect(tokens.state.exchanges).toBe(1);
  });

  it('DIS-10: one that the API refuses is replaced once, for all sends that had it', async () => {
    const tokens = source((exchange) => granted(`t${exchange}`));
    await tokens.get(AMPLE_MS);
    const renewed = await Promise.all(Array.from({ length: 50 }, () => tokens.renew('t1', AMPLE_MS)));
    expect(new Set(renewed.map(tokenOf))).toEqual(new Set(['t2']));
    expect(tokenOf(await tokens.renew('t1', AMPLE_MS))).toBe('t2');
    expect(tokens.state.exchanges).toBe(2);
  });

  it('DIS-10: when new ones are refused as well, Google is not asked for each message', async () => {
    const tokens = source((exchange) => granted(`t${exchange}`));
    await tokens.get(AMPLE_MS);
    await tokens.renew('t1', AMPLE_MS);
    expect(await tokens.renew('t2', AMPLE_MS)).toBeNull();
    expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t2');
    tokens.state.nowMs = 30_000;
    expect(tokenOf(await tokens.renew('t2', AMPLE_MS))).toBe('t3');
  });

  it('F-7: a token service that is down while a token is refused is told as down, to all who had that token', async () => {
    const down: TokenResult = {
      ok: false,
      failure: {
        class: 'transient',
        reason: 'token_unavailable',
        providerCode: '503',
        retryAfterSeconds: null,
      },
    };
    const tokens = source((exchange) => (exchange === 1 ? granted('t1') : down));
    await tokens.get(AMPLE_MS);
    for (let send = 0; send < 3; send += 1) expect(await tokens.renew('t1', AMPLE_MS)).toEqual(down);
    expect(tokens.state.exchanges).toBe(2);
  });

  it('F-9: a failure of our own in an exchange that nobody waits for ends nothing', async () => {
    const tokens = source((exchange) => {
      if (exchange === 1) return granted('t1');
      throw new Error('a defect');
    });
    await tokens.get(AMPLE_MS);
    tokens.state.nowMs = 56 * 60_000;
    expect(tokenOf(await tokens.get(AMPLE_MS))).toBe('t1');
    tokens.state.nowMs = 60 * 60_000;
    await expect(tokens.get(AMPLE_MS)).rejects.toThrow('a defect');
  });

  it('DIS-10: a token that comes with little life left is used for half of it, then replaced', async () => {
    const tokens = source((exchange) => granted(`t${exchange}`, 60));
    await tokens.get(AMPLE_MS);
    tokens.state.nowMs = 29_000;
    await tokens.get(AMPLE_MS);
    expect(tokens.state.exchanges).toBe(1);
    tokens.state.nowMs = 31_000;
    await tokens.get(AMPLE_MS);
    expect(tokens.state.exchanges).toBe(2);
  });
});
