import { connect } from 'node:http2';
import { Agent, request } from 'node:https';
import webPush, { type RequestOptions } from 'web-push';
import type { MintedSubscription, WebPushSimulator } from '../src/web-push/simulator-interface.ts';

export const SUBJECT = 'mailto:operator@example.org';

export type Sender = { publicKey: string; privateKey: string };
export type RawAnswer = { status: number; headers: Record<string, string>; body: string };
export type RawRequest = { url: string; headers: Record<string, string>; body: Buffer };

/** What the web-push package would send, for tests that change one thing of it. */
export function prepare(
  subscription: MintedSubscription,
  sender: Sender,
  options?: RequestOptions,
): RawRequest {
  const details = webPush.generateRequestDetails(subscription, 'hello', {
    vapidDetails: { subject: SUBJECT, ...sender },
    TTL: 60,
    ...options,
  });
  const headers = Object.fromEntries(
    Object.entries(details.headers).map(([name, value]) => [name, String(value)]),
  );
  return { url: details.endpoint, headers, body: details.body ?? Buffer.alloc(0) };
}

/** One request over HTTP/1.1 and a connection of its own; rejects if the connection breaks. */
export async function send(
  simulator: WebPushSimulator,
  raw: RawRequest,
  method = 'POST',
): Promise<RawAnswer> {
  const agent = new Agent({ ca: simulator.caPem });
  try {
    return await new Promise((resolve, reject) => {
      const outgoing = request(raw.url, { agent, method, headers: raw.headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string>,
            body,
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(raw.body);
    });
  } finally {
    agent.destroy();
  }
}

export type Http2Sender = AsyncDisposable & {
  send(raw: RawRequest): Promise<RawAnswer>;
  /** Settles when the service has told the session to go away. */
  goneAway: Promise<void>;
};

/** One HTTP/2 session that sends many requests. */
export function openHttp2(simulator: WebPushSimulator): Http2Sender {
  const session = connect(simulator.settings.origin, { ca: simulator.caPem });
  const goneAway = new Promise<void>((resolve) => session.once('goaway', () => resolve()));
  session.on('error', () => session.destroy());
  return {
    goneAway,
    send(raw) {
      return new Promise((resolve, reject) => {
        const { 'Content-Length': _, ...headers } = raw.headers;
        const stream = session.request({ ...headers, ':method': 'POST', ':path': new URL(raw.url).pathname });
        let status = 0;
        let answered: Record<string, string> = {};
        let body = '';
        stream.setEncoding('utf8');
        stream.on('response', (received) => {
          status = Number(received[':status']);
          answered = received as Record<string, string>;
        });
        stream.on('data', (chunk: string) => {
          body += chunk;
        });
        stream.on('error', reject);
        stream.on('close', () => {
          if (status === 0) reject(new Error('The stream closed without an answer'));
          else resolve({ status, headers: answered, body });
        });
        stream.end(raw.body);
      });
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
      if (session.destroyed) return;
      session.destroy();
      await closed;
    },
  };
}
