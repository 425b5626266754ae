import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { type ClientHttp2Session, connect } from 'node:http2';
import type { ApnsEnvironment } from '../src/apns/device-tokens.ts';
import type { ApnsSimulator } from '../src/apns/simulator-interface.ts';

export type ApnsAnswer = { status: number; headers: Record<string, string>; body: Record<string, unknown> };

/** What a sender puts into a request; members replace those of a good one, null leaves a header out. */
export type ApnsChanges = {
  method?: string;
  path?: string;
  headers?: Readonly<Record<string, string | string[] | null>>;
  body?: string;
};

/** A JWT as senders make it, of which each part can be another. */
export function providerToken(
  simulator: ApnsSimulator,
  changes: { kid?: string; iss?: string; iat?: number; alg?: string; keyPem?: string } = {},
): string {
  const { APNS_KEY_ID, APNS_TEAM_ID } = simulator.settings.environment;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({ alg: changes.alg ?? 'ES256', kid: changes.kid ?? APNS_KEY_ID });
  const iat = changes.iat ?? Math.floor(Date.now() / 1000);
  const signed = `${header}.${part({ iss: changes.iss ?? APNS_TEAM_ID, iat })}`;
  const key = createPrivateKey(changes.keyPem ?? simulator.keyPem);
  return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export type ApnsConnection = AsyncDisposable & {
  session: ClientHttp2Session;
  /** Sends a good request, changed; rejects if the stream ends without an answer. */
  send(token: string, changes: ApnsChanges): Promise<ApnsAnswer>;
};

/** One HTTP/2 connection of a sender to one of the hosts. */
export function openApns(
  simulator: ApnsSimulator,
  { environment, jwt }: { environment: ApnsEnvironment; jwt: string },
): ApnsConnection {
  const { APNS_PRODUCTION_URL, APNS_DEVELOPMENT_URL, APNS_TOPIC } = simulator.settings.environment;
  const url = environment === 'production' ? APNS_PRODUCTION_URL : APNS_DEVELOPMENT_URL;
  const session = connect(url, { ca: simulator.caPem });
  session.on('error', () => session.destroy());
  return {
    session,
    send(token, changes) {
      const good = {
        authorization: `bearer ${jwt}`,
        'apns-id': randomUUID(),
        'apns-topic': APNS_TOPIC,
        'apns-push-type': 'alert',
        'apns-priority': '10',
        'apns-expiration': '0',
        ...changes.headers,
      };
      const headers = Object.fromEntries(Object.entries(good).filter(([, value]) => value !== null));
      return request(session, {
        headers: {
          ':method': changes.method ?? 'POST',
          ':path': changes.path ?? `/3/device/${token}`,
          ...headers,
        },
        body: changes.body ?? '{"aps":{"alert":{"title":"Hello"}}}',
      });
    },
    async [Symbol.asyncDispose]() {
      if (session.destroyed) return;
      const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
      session.destroy();
      await closed;
    },
  };
}

function request(
  session: ClientHttp2Session,
  { headers, body }: { headers: Record<string, string | string[] | null>; body: string },
): Promise<ApnsAnswer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers as Record<string, string | string[]>);
    let answered: Record<string, string> | null = null;
    let text = '';
    stream.setEncoding('utf8');
    stream.on('response', (received) => {
      answered = received as unknown as Record<string, string>;
    });
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      if (answered === null) reject(new Error('The stream closed without an answer'));
      else
        resolve({
          status: Number(answered[':status']),
          headers: answered,
          body: text === '' ? {} : JSON.parse(text),
        });
    });
    stream.end(body);
  });
}
