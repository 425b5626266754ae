import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const WEB = fileURLToPath(new URL('../../../apps/web/', import.meta.url));
const PAGE = '<!doctype html><html lang="en"><title>page</title><body>page</body></html>';
const OFFLINE_PAGE = '<!doctype html><html lang="en"><title>offline</title><body>offline</body></html>';

/** One call that the service worker made to the dashboard's tRPC address. */
export type WorkerCall = { procedure: string; input: unknown; cookie: string | undefined };

export type WorkerSite = AsyncDisposable & {
  origin: string;
  /** Calls so far, oldest first. */
  calls: readonly WorkerCall[];
  /** Addresses that a script in a notification would have asked for. */
  canaryHits: readonly string[];
  /** The next calls get this status. */
  answerCallsWith(status: number): void;
  /** From now on, every connection breaks, or none does. */
  setBroken(isBroken: boolean): void;
};

/**
 * Serves the dashboard's real service worker, built now, on pages that hold nothing else. `results` are the answers of
 * the procedures that it asks; what is not among them answers null.
 */
export async function serveWorkerSite(results: Readonly<Record<string, unknown>>): Promise<WorkerSite> {
  await promisify(execFile)(process.execPath, ['bin/build-sw.ts'], { cwd: WEB });
  const worker = await readFile(`${WEB}public/sw.js`, 'utf8');
  const calls: WorkerCall[] = [];
  const canaryHits: string[] = [];
  let callStatus = 200;
  let isBroken = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    if (isBroken) response.destroy();
    else if (path.startsWith('/canary')) response.end(String(canaryHits.push(path)));
    else if (path.split('?')[0] === '/sw.js') send(response, 200, 'text/javascript', worker);
    else if (path === '/offline.html') send(response, 200, 'text/html', OFFLINE_PAGE);
    else if (path.startsWith('/api/trpc/')) {
      const body = await text(request);
      const { cookie } = request.headers;
      const procedure = path.slice('/api/trpc/'.length);
      calls.push({ procedure, input: parse(body), cookie });
      const data = results[procedure] ?? null;
      send(response, callStatus, 'application/json', JSON.stringify({ result: { data } }));
    } else send(response, 200, 'text/html', PAGE);
  }

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    canaryHits,
    answerCallsWith: (status) => {
      callStatus = status;
    },
    setBroken: (value) => {
      isBroken = value;
      if (value) server.closeAllConnections();
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'set-cookie': 'session=1; Path=/; HttpOnly' }).end(body);
}

function parse(body: string): unknown {
  return body === '' ? undefined : JSON.parse(body);
}
