import { createPrivateKey } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { type JWTHeaderParameters, SignJWT } from 'jose';
import type { FcmSimulator } from '../src/fcm/simulator-interface.ts';

export const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
export const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export type FcmAnswer = { status: number; headers: Record<string, unknown>; json: unknown };
type FcmRequest = { path: string; headers: Record<string, string>; body: string; method?: string };

/** One request over HTTP/1.1 and a connection of its own; rejects if the connection breaks. */
export async function post(
  simulator: FcmSimulator,
  { path, headers, body, method }: FcmRequest,
): Promise<FcmAnswer> {
  const agent = new Agent({ ca: simulator.caPem });
  const answered = Promise.withResolvers<FcmAnswer>();
  const outgoing = request(
    `${simulator.settings.baseUrl}${path}`,
    { agent, method: method ?? 'POST', headers },
    (response) => {
      text(response).then(
        (answer) =>
          answered.resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            json: parse(answer),
          }),
        answered.reject,
      );
    },
  );
  outgoing.on('error', answered.reject);
  outgoing.end(body);
  try {
    return await answered.promise;
  } finally {
    agent.destroy();
  }
}

export const sendPath = (simulator: FcmSimulator) =>
  `/v1/projects/${simulator.settings.projectId}/messages:send`;

/** `messages:send` with an access token that is good, or another. */
export function send(simulator: FcmSimulator, body: unknown, accessToken?: string): Promise<FcmAnswer> {
  return post(simulator, {
    path: sendPath(simulator),
    headers: {
      authorization: `Bearer ${accessToken ?? simulator.issueAccessToken()}`,
      'content-type': 'application/json',
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** The same over one HTTP/2 session: all at once, and what came of the session. */
export async function sendOverHttp2(simulator: FcmSimulator, bodies: readonly unknown[]) {
  const session = connect(simulator.settings.baseUrl, { ca: simulator.caPem });
  const closed = once(session, 'close');
  let goAways = 0;
  session.on('goaway', () => {
    goAways += 1;
  });
  const authorization = `Bearer ${simulator.issueAccessToken()}`;
  const statuses = await Promise.all(
    bodies.map((body) => {
      const stream = session.request({ ':method': 'POST', ':path': sendPath(simulator), authorization });
      const status = new Promise<number>((resolve, reject) => {
        stream.on('response', (headers) => resolve(headers[':status'] ?? 0));
        stream.on('error', reject);
      });
      stream.end(JSON.stringify(body));
      stream.resume();
      return status;
    }),
  );
  session.close();
  await closed;
  return { statuses, goAways };
}

/** What a client signs to get an access token; each claim can be replaced, or left out by `undefined`. */
export function assertion(
  { serviceAccount }: Pick<FcmSimulator, 'serviceAccount'>,
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const payload = {
    iss: serviceAccount.client_email,
    aud: serviceAccount.token_uri,
    scope: SCOPE,
    iat,
    exp: iat + 3600,
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: serviceAccount.private_key_id, ...header })
    .sign(createPrivateKey(serviceAccount.private_key));
}

/** Exchanges an assertion, or any form, at the token endpoint. */
export function askForToken(simulator: FcmSimulator, form: Record<string, string>): Promise<FcmAnswer> {
  return post(simulator, {
    path: '/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: GRANT_TYPE, ...form }).toString(),
  });
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}
