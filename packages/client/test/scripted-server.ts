import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedCall {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers polls and acknowledgements as scripted, for what a healthy server does not do. Past the script of polls it keeps them waiting. */
export async function startScriptedServer(script: {
  readonly polls: readonly ScriptedAnswer[];
  readonly acks?: readonly ScriptedAnswer[];
}) {
  const polls = [...script.polls];
  const acks = [...(script.acks ?? [])];
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const body = await text(request);
    calls.push({ method, url, headers, body: body === '' ? null : JSON.parse(body) });
    const isPoll = url.includes('/poll');
    const scripted = isPoll ? polls.shift() : (acks.shift() ?? { status: 201, body: {} });
    if (scripted === undefined) return;
    response.writeHead(scripted.status, { 'content-type': 'application/json', ...scripted.headers });
    response.end(JSON.stringify(scripted.body ?? {}));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    acks: () => calls.filter(({ url }) => url.endsWith('/ack')).map(({ body }) => body),
    polls: () => calls.filter(({ url }) => url.includes('/poll')),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The answer to a poll with a message for each title; deliveries are called after their titles. */
export function messages(titles: readonly string[], leaseSeconds = 60): ScriptedAnswer {
  const nowMs = Date.now();
  const at = (seconds: number): string => new Date(nowMs + seconds * 1000).toISOString();
  const envelope = { notification_id: 'n', priority: 'normal', created_at: at(0), expires_at: at(3600) };
  return {
    status: 200,
    body: {
      messages: titles.map((title) => ({
        ...envelope,
        title,
        delivery_id: title,
        leased_until: at(leaseSeconds),
      })),
      count: titles.length,
      polled_at: at(0),
      next_poll_seconds: 0,
    },
  };
}
