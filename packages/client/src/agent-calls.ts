import { AgentCallError, AgentRefusedError } from './agent-errors.ts';
import { type Polled, readPolled } from './agent-messages.ts';
import { retryAfterMs } from './backoff.ts';
import { serverAddress } from './server-address.ts';
import { newNonce, signatureHeaders, signingKey } from './signature.ts';
import type { Inputs } from './wire.ts';

export interface AgentIdentity {
  /** Where the server answers: `https://bells.example.com`. */
  readonly url: string;
  /** The agent's id at the server. */
  readonly deviceId: string;
  /** 64 hex characters, shown once when the agent was created or its secret rotated. */
  readonly secret: string;
}

export type Acknowledgement = Inputs['client']['ack'];

/** The two calls of an agent, signed. Both reject with an `AgentRefusedError` or an `AgentCallError`. */
export interface AgentCalls {
  poll(
    options: { readonly limit: number; readonly waitSeconds: number },
    signal: AbortSignal,
  ): Promise<Polled>;
  /** Resolves too when the delivery was acknowledged before (409) or is none of this agent's any more (404). */
  acknowledge(acknowledgement: Acknowledgement): Promise<void>;
}

/** Beyond what the server was asked to wait. */
const ANSWER_LIMIT_MS = 20_000;
/** The server takes signatures that are this old or early. */
const CLOCK_TOLERANCE_MS = 300_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws {TypeError} when the address, the id or the secret is not one */
export function createAgentCalls({ url, deviceId, secret }: AgentIdentity): AgentCalls {
  if (!UUID.test(deviceId)) throw new TypeError("Expected the agent's id, as the dashboard shows it");
  const caller: Caller = { base: `${serverAddress(url)}/api/v1/client`, deviceId, key: signingKey(secret) };
  return {
    async poll({ limit, waitSeconds }, signal) {
      const path = `/poll?limit=${limit}&wait=${waitSeconds}`;
      const limitMs = waitSeconds * 1000 + ANSWER_LIMIT_MS;
      const { text } = await call(caller, { method: 'GET', path, body: null, limitMs, signal });
      return readPolled(text);
    },
    async acknowledge({ deliveryId, status, reference, error }) {
      const body = JSON.stringify({ delivery_id: deliveryId, status, reference, error });
      await call(caller, {
        method: 'POST',
        path: '/ack',
        body,
        limitMs: ANSWER_LIMIT_MS,
        settled: [404, 409],
      });
    },
  };
}

interface Caller {
  readonly base: string;
  readonly deviceId: string;
  readonly key: Uint8Array;
}

interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  /** Statuses that leave nothing to do. */
  readonly settled?: readonly number[];
}

async function call({ base, deviceId, key }: Caller, sent: Call): Promise<{ readonly text: string }> {
  const { method, body, limitMs, signal, settled } = sent;
  const url = new URL(`${base}${sent.path}`);
  const signer = { deviceId, key, createdAtSeconds: Math.floor(Date.now() / 1000), nonce: newNonce() };
  const timeout = AbortSignal.timeout(limitMs);
  const request: RequestInit = {
    method,
    redirect: 'error',
    headers: {
      accept: 'application/json',
      ...(body !== null && { 'content-type': 'application/json' }),
      ...signatureHeaders({ method, url, body }, signer),
    },
    signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    ...(body !== null && { body }),
  };
  const { response, text } = await answerOf(url, request);
  if (response.ok || settled?.includes(response.status)) return { text };
  if (response.status === 401) throw new AgentRefusedError(refusal(response));
  throw new AgentCallError(`The server answered ${response.status}: ${detailOf(text)}`, {
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
  });
}

async function answerOf(url: URL, request: RequestInit): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(url, request);
    return { response, text: await response.text() };
  } catch (cause) {
    const why = request.signal?.aborted ? 'did not answer in time' : `could not be reached${reasonOf(cause)}`;
    throw new AgentCallError(`The server at ${url.origin} ${why}`, { status: 0, retryAfterMs: null, cause });
  }
}

/** Node puts what happened (`ECONNREFUSED`) into the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
}

/** A clock that is wrong looks like a wrong secret; the answer's own date tells them apart. */
function refusal(response: Response): string {
  const serverMs = Date.parse(response.headers.get('date') ?? '');
  const aheadMs = Date.now() - serverMs;
  if (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS - 60_000) {
    const direction = aheadMs > 0 ? 'ahead of' : 'behind';
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    return `The server refused the signature: this machine's clock is ${seconds} s ${direction} the server's. Set it right.`;
  }
  return (
    'The server does not accept this device and secret: the secret is another one or was rotated, or the agent was revoked. ' +
    'Look it up in the dashboard, and create a new secret there if need be.'
  );
}

/** Of a problem document (RFC 9457); of anything else nothing, since a proxy's page says little. */
function detailOf(text: string): string {
  try {
    const { detail, title } = JSON.parse(text) as { detail?: unknown; title?: unknown };
    return String(detail ?? title ?? 'no explanation');
  } catch {
    return 'no explanation';
  }
}
