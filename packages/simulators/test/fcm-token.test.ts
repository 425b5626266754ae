import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFcmSimulator } from '../src/fcm/simulator.ts';
import type { FcmSimulator } from '../src/fcm/simulator-interface.ts';
import { askForToken, assertion, post, SCOPE, send } from './fcm-sender.ts';

let simulator: FcmSimulator;
let clockMs: number;
beforeEach(async () => {
  clockMs = Date.now();
  simulator = await startFcmSimulator({ now: () => clockMs });
});
afterEach(() => simulator[Symbol.asyncDispose]());

const MESSAGE = { message: { topic: 'news' } };
const nowSeconds = () => Math.floor(Date.now() / 1000);

async function accessToken(claims: Record<string, unknown> = {}): Promise<string> {
  const { json } = await askForToken(simulator, { assertion: await assertion(simulator, claims) });
  return (json as { access_token: string }).access_token;
}

describe('the token endpoint', () => {
  it('DIS-10: gives the service account an access token that lets it send, for an hour', async () => {
    const answer = await askForToken(simulator, { assertion: await assertion(simulator) });
    expect(answer).toMatchObject({
      status: 200,
      json: { token_type: 'Bearer', expires_in: 3600, access_token: expect.stringMatching(/^ya29\./) },
    });
    const token = (answer.json as { access_token: string }).access_token;
    expect((await send(simulator, MESSAGE, token)).status).toBe(200);
    clockMs += 3600_000;
    expect(await send(simulator, MESSAGE, token)).toMatchObject({
      status: 401,
      json: { error: { status: 'UNAUTHENTICATED', details: [{ reason: 'ACCESS_TOKEN_EXPIRED' }] } },
    });
    expect(simulator.tokenHits()).toMatchObject({ hits: 1, taken: 1 });
    expect(simulator.hits().hits).toBe(2);
  });

  it.each([
    ['of another account', { iss: 'other@example.com' }, 'Invalid grant: account not found'],
    ['for another endpoint', { aud: 'https://oauth2.googleapis.com/token' }, 'Invalid JWT Signature.'],
    [
      'that has expired',
      { iat: nowSeconds() - 7200, exp: nowSeconds() - 3600 },
      'Invalid JWT: Token must be',
    ],
    ['from the future', { iat: nowSeconds() + 3600, exp: nowSeconds() + 7200 }, 'Invalid JWT: Token must be'],
    ['that lives too long', { exp: nowSeconds() + 7200 }, 'Invalid JWT: Token must be'],
    ['without expiry', { exp: undefined }, 'Invalid JWT Signature.'],
  ])('refuses an assertion %s', async (_title, claims, description) => {
    expect(await askForToken(simulator, { assertion: await assertion(simulator, claims) })).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_description: expect.stringContaining(description) },
    });
    expect(simulator.tokenHits()).toMatchObject({ hits: 1, taken: 0 });
  });

  it('refuses an assertion by another key, or by no key', async () => {
    await using other = await startFcmSimulator({});
    const foreign = await assertion({
      serviceAccount: { ...simulator.serviceAccount, private_key: other.serviceAccount.private_key },
    });
    const unsigned = `${foreign.split('.').slice(0, 2).join('.')}.`;
    for (const forged of [foreign, unsigned, 'nonsense', '']) {
      expect(await askForToken(simulator, { assertion: forged })).toMatchObject({
        status: 400,
        json: { error: 'invalid_grant' },
      });
    }
    const unknownKey = await assertion(simulator, {}, { kid: 'unknown' });
    expect((await askForToken(simulator, { assertion: unknownKey })).status).toBe(400);
  });

  it.each([
    ['no scope', '', 400],
    ['a scope that is none', 'messages', 400],
    ['a scope that does not let it send', 'https://www.googleapis.com/auth/userinfo.email', 200],
    ['the wider scope', `https://www.googleapis.com/auth/cloud-platform ${SCOPE}`, 200],
  ])('judges %s', async (_title, scope, status) => {
    expect((await askForToken(simulator, { assertion: await assertion(simulator, { scope }) })).status).toBe(
      status,
    );
  });

  it('a token without the scope does not send', async () => {
    const token = await accessToken({ scope: 'https://www.googleapis.com/auth/userinfo.email' });
    expect(await send(simulator, MESSAGE, token)).toMatchObject({
      status: 403,
      json: { error: { details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] } },
    });
  });

  it('knows one kind of grant, as a form, by POST', async () => {
    expect(await askForToken(simulator, { grant_type: 'client_credentials' })).toMatchObject({
      json: { error: 'unsupported_grant_type' },
    });
    const json = { 'content-type': 'application/json' };
    expect((await post(simulator, { path: '/token', headers: json, body: '{}' })).status).toBe(400);
    expect((await post(simulator, { path: '/token', headers: {}, body: '', method: 'PUT' })).status).toBe(
      405,
    );
  });

  it('revoked tokens are refused before their time', async () => {
    const token = await accessToken();
    simulator.revokeAccessTokens();
    expect((await send(simulator, MESSAGE, token)).status).toBe(401);
  });

  it('rules whose pathPrefix is /token are its own, all others leave it alone', async () => {
    const script = {
      rules: [
        {
          name: 'sends',
          match: { nth: { from: 1, every: 1, per: 'rule' as const } },
          answer: { status: 503 },
        },
        {
          name: 'tokens',
          match: { pathPrefix: '/token', nth: { from: 2, every: 1, per: 'rule' as const } },
          answer: { status: 429 },
        },
      ],
    };
    simulator.putScript(script);
    expect(simulator.script()).toEqual(script);
    const token = await accessToken();
    expect((await send(simulator, MESSAGE, token)).status).toBe(503);
    expect((await askForToken(simulator, { assertion: '' })).status).toBe(429);
    expect(simulator.hits()).toMatchObject({ hits: 1, outcomes: { 503: 1 } });
    expect(simulator.tokenHits()).toMatchObject({ hits: 2, outcomes: { 200: 1, 429: 1 } });
  });
});
