const TIMEOUT_MS = 10_000;

/** `status` is 0 when the server was not reached; `result` is the procedure's answer when there was one. */
export interface ServerAnswer {
  readonly status: number;
  readonly result: unknown;
}

/** Calls a query or mutation of the dashboard's own tRPC address. Never rejects: a worker has nobody to tell. */
export async function callServer(
  method: 'GET' | 'POST',
  procedure: string,
  input: unknown,
): Promise<ServerAnswer> {
  try {
    const response = await fetch(`/api/trpc/${procedure}`, {
      method,
      // What the worker calls proves itself by what it sends; whoever is signed in right now does not matter.
      credentials: 'omit',
      // A report outlives a worker that the browser stops.
      keepalive: true,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(method === 'POST' && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      }),
    });
    return { status: response.status, result: resultOf(await response.json()) };
  } catch {
    return { status: 0, result: undefined };
  }
}

/** Tells the server what became of a message. Without a receipt there is nothing to say; a lost report stays lost. */
export async function report(
  receipt: string | undefined,
  event: 'received' | 'displayed' | 'clicked',
): Promise<void> {
  if (receipt !== undefined) await callServer('POST', 'push.report', { receipt, event });
}

/** tRPC without a transformer answers `{result: {data}}`. */
function resultOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('result' in body)) return undefined;
  const { result } = body;
  return typeof result === 'object' && result !== null && 'data' in result ? result.data : undefined;
}
