import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';
import { z } from 'zod';

/** What the issuer says of a person. */
export interface IssuedPerson {
  readonly subject: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly idToken: string;
}

/**
 * How the issuer answers: as it should, by hanging up, never, with an error, with something else than JSON, without an end,
 * or in another's name.
 */
export type IssuerConduct = 'sound' | 'away' | 'silent' | 'failing' | 'babbling' | 'endless' | 'impostor';

/** A real OpenID Connect server (oidc-provider) on loopback, whose people sign in without a form. */
export interface TestIssuer extends AsyncDisposable {
  readonly issuer: string;
  readonly audience: string;
  /** Requests for its keys so far. */
  readonly keyRequests: () => number;
  /** Signs a person in by the authorization code flow with PKCE. `audience`: another one than ours. */
  signIn(person: IssuedPerson, audience?: string): Promise<IssuedTokens>;
  /** Signs with a new key from now on; the old one is no longer published. */
  rotateKeys(): Promise<void>;
  behave(conduct: IssuerConduct): void;
  /** A token that the issuer would not give out, signed with its own present key. */
  forge(claims: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** The present public key, as PEM and JWK, for those who would sign with it. */
  publicKey(): Promise<{ readonly kid: string; readonly jwk: object }>;
}

const CLIENT = { id: 'app', secret: 'a secret of the app', redirectUri: 'http://127.0.0.1/callback' };
const MAX_REDIRECTS = 10;
const AUDIENCE = 'https://carillon.example/api';
const CLAIMS = ['email', 'email_verified', 'name'];
const answerSchema = z.object({ access_token: z.string(), id_token: z.string() });

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export async function startOidcIssuer(): Promise<TestIssuer> {
  let conduct: IssuerConduct = 'sound';
  let keyRequests = 0;
  let audience = AUDIENCE;
  const people = new Map<string, IssuedPerson>();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let key = await newKey();
  let provider = await createProvider({ issuer, key, people, audience: () => audience });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/jwks') keyRequests += 1;
    if (conduct !== 'sound') return misbehave(conduct, request, response);
    if (!pathname.startsWith('/interaction/')) return provider.callback()(request, response);
    const { params } = await provider.interactionDetails(request, response);
    const login = { accountId: String(params.login_hint) };
    await provider.interactionFinished(request, response, { login });
  }

  return {
    issuer,
    audience: AUDIENCE,
    keyRequests: () => keyRequests,
    behave(next) {
      conduct = next;
    },
    async signIn(person, wanted = AUDIENCE) {
      people.set(person.subject, person);
      audience = wanted;
      return signIn(issuer, person.subject);
    },
    async rotateKeys() {
      key = await newKey();
      provider = await createProvider({ issuer, key, people, audience: () => audience });
    },
    forge: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })
        .sign(key.privateKey),
    publicKey: async () => ({ kid: key.kid, jwk: await exportJWK(key.publicKey) }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function newKey(): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  return { kid: randomBytes(8).toString('hex'), ...pair };
}

async function createProvider(parts: {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly people: ReadonlyMap<string, IssuedPerson>;
  readonly audience: () => string;
}): Promise<Provider> {
  const { issuer, key, people, audience } = parts;
  const claimsOf = (subject: string) => {
    const person = people.get(subject);
    return { email: person?.email, email_verified: person?.emailVerified, name: person?.name };
  };
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [CLIENT.redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(key.privateKey)), kid: key.kid, alg: 'RS256', use: 'sig' }] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    claims: { openid: ['sub', ...CLAIMS] },
    findAccount: (_context, subject) => ({
      accountId: subject,
      claims: async () => ({ sub: subject, ...claimsOf(subject) }),
    }),
    extraTokenClaims: (_context, token) =>
      'accountId' in token ? claimsOf(String(token.accountId)) : undefined,
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'push',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      const clientId = oidc.client?.clientId;
      if (accountId === undefined || clientId === undefined) return undefined;
      const grant = new provider.Grant({ accountId, clientId });
      grant.addOIDCScope('openid');
      grant.addResourceScope(audience(), 'push');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** A browser without a window: follows redirects and keeps cookies, until it is sent back to the app. */
async function signIn(issuer: string, subject: string): Promise<IssuedTokens> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: CLIENT.id,
    redirect_uri: CLIENT.redirectUri,
    response_type: 'code',
    scope: 'openid push',
    login_hint: subject,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const cookies = new Map<string, string>();
  let at = new URL(`/auth?${query}`, issuer);
  for (let redirects = 0; !at.href.startsWith(CLIENT.redirectUri); redirects += 1) {
    if (redirects === MAX_REDIRECTS) throw new Error(`Still at ${at.pathname} after ${redirects} redirects`);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { headers: { cookie }, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) throw new Error(`${at.pathname} answered ${response.status} and no redirect`);
    at = new URL(location, at);
  }
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: at.searchParams.get('code') ?? '',
    redirect_uri: CLIENT.redirectUri,
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
    code_verifier: verifier,
  });
  const answer = await fetch(new URL('/token', issuer), { method: 'POST', body });
  const { access_token: accessToken, id_token: idToken } = answerSchema.parse(await answer.json());
  return { accessToken, idToken };
}

function misbehave(
  conduct: Exclude<IssuerConduct, 'sound'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (conduct) {
    case 'away':
      request.socket.destroy();
      return;
    case 'silent':
      return;
    case 'failing':
      response.writeHead(503).end();
      return;
    case 'babbling':
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
      return;
    case 'impostor':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ issuer: 'https://other.example', jwks_uri: 'https://other.example/jwks' }),
      );
      return;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    }
  }
}
