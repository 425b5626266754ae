import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface IssuedPerson {
  readonly sub: string;
  readonly email?: string;
  readonly name?: string;
}

export interface OpenIdIssuer extends AsyncDisposable {
  readonly url: string;
  /** Who will be vouched for from now on. Nobody is asked anything: authorising redirects at once. */
  person: IssuedPerson;
}

interface Grant {
  readonly clientId: string;
  readonly nonce: string | null;
  readonly person: IssuedPerson;
}

const KEY_ID = 'issuer-1';
const EXPIRES_SECONDS = 300;

/** An OpenID Connect provider with the authorisation code flow (OpenID Connect Core 1.0, 3.1), for one test at a time. */
export async function startOpenIdIssuer(person: IssuedPerson): Promise<OpenIdIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const issuer: OpenIdIssuer = {
    url,
    person,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname === '/authorize') return redirect(response, authorise(searchParams));
    const bodies: Record<string, () => object | Promise<object>> = {
      '/.well-known/openid-configuration': describe,
      '/jwks': () => ({
        keys: [{ ...publicKey.export({ format: 'jwk' }), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
      }),
      '/token': async () => exchange(new URLSearchParams(await text(request))),
    };
    const body = await bodies[pathname]?.();
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  function describe() {
    return {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      jwks_uri: `${url}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  }

  function authorise(query: URLSearchParams): string {
    const code = randomUUID();
    const clientId = query.get('client_id') ?? '';
    grants.set(code, { clientId, nonce: query.get('nonce'), person: issuer.person });
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return back.href;
  }

  function exchange(form: URLSearchParams): object {
    const grant = grants.get(form.get('code') ?? '');
    if (grant === undefined || !form.has('code_verifier')) return { error: 'invalid_grant' };
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: url,
      aud: grant.clientId,
      iat: now,
      exp: now + EXPIRES_SECONDS,
      nonce: grant.nonce,
    };
    return {
      access_token: randomUUID(),
      token_type: 'Bearer',
      id_token: jwt({ ...claims, ...grant.person }),
    };
  }

  function jwt(claims: object): string {
    const parts = [{ alg: 'RS256', kid: KEY_ID }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = sign('sha256', Buffer.from(parts.join('.')), privateKey).toString('base64url');
    return [...parts, signature].join('.');
  }
  return issuer;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
