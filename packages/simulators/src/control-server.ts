import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@carillon/contracts/errors';
import { ZodError } from 'zod';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

export type ControlRequest = {
  /** The groups of the route's pattern. */
  parameters: Readonly<Record<string, string>>;
  /** The JSON body; undefined if there was none. */
  body: unknown;
};

export type ControlRoute = {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Matched against the whole path; named groups become parameters. */
  pattern: RegExp;
  /** Returns what is answered as JSON with 200; undefined answers 204. A ZodError becomes 400, an AppError its status. */
  handle: (request: ControlRequest) => unknown;
};

export type ControlServer = AsyncDisposable & { port: number };

/** An HTTP port for people and black-box tests, on 127.0.0.1 only. */
export async function startControlServer(options: {
  /** 0 takes a free port. */
  port: number;
  routes: readonly ControlRoute[];
  onError: (error: unknown) => void;
}): Promise<ControlServer> {
  const server = createServer((request, response) => {
    dispatch(request, options.routes).then(
      (result) => (result === undefined ? send(response, 204) : send(response, 200, result)),
      (error: unknown) => sendError(response, error, options.onError),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function dispatch(request: IncomingMessage, routes: readonly ControlRoute[]): Promise<unknown> {
  // Any page can make a browser send here; naming loopback and JSON is what a page of another origin cannot do.
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '')) {
    throw new AppError('forbidden', { detail: 'The control port answers to 127.0.0.1 and localhost only' });
  }
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const matching = routes.filter((route) => route.pattern.test(path));
  if (matching.length === 0) throw new AppError('not_found', { detail: `There is no ${path} here` });
  const route = matching.find((candidate) => candidate.method === request.method);
  if (route === undefined) {
    const methods = matching.map((candidate) => candidate.method).join(', ');
    throw new AppError('method_not_allowed', { detail: `${path} takes ${methods}` });
  }
  const parameters = { ...route.pattern.exec(path)?.groups };
  return route.handle({ parameters, body: await readJson(request) });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new AppError('payload_too_large', { detail: 'At most 4 MiB' });
    chunks.push(chunk);
  }
  // A POST without a body is held to it too: a form of another site sends that without asking first.
  if (bytes === 0 && request.method !== 'POST') return undefined;
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', { detail: 'Send Content-Type: application/json' });
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (cause) {
    throw new AppError('validation_failed', { detail: 'The body is not JSON', cause });
  }
}

function sendError(response: ServerResponse, error: unknown, onError: (error: unknown) => void): void {
  if (error instanceof ZodError) {
    const errors = error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    send(response, 400, { detail: 'The body is not valid', errors });
  } else if (error instanceof AppError) {
    send(response, error.status, { detail: error.message, errors: error.errors });
  } else {
    onError(error);
    send(response, 500, { detail: 'The simulator failed; its output says why' });
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  response.statusCode = status;
  if (body === undefined) {
    response.end();
  } else {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  }
}
