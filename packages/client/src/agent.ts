import {
  type Acknowledgement,
  type AgentCalls,
  type AgentIdentity,
  createAgentCalls,
} from './agent-calls.ts';
import { AgentCallError, AgentRefusedError } from './agent-errors.ts';
import type { AgentMessage, Polled } from './agent-messages.ts';
import { backoffMs } from './backoff.ts';
import { pause } from './pause.ts';

export interface AgentOptions extends AgentIdentity {
  /**
   * Called with each message, one after the other. When it resolves, the message is acknowledged as processed, with what it
   * resolved with as the acknowledgement's reference; when it rejects, as failed, with the error's message.
   *
   * A message may come twice: when this process dies before it is acknowledged, or an acknowledgement is lost. `deliveryId` is then
   * the same.
   */
  readonly handle: (message: AgentMessage) => Promise<string | undefined> | Promise<void>;
  /** Ends it: no further message is begun, and the one that is under way is finished and acknowledged. */
  readonly signal: AbortSignal;
  /** True: handle what waits at the server now, then end; a server that fails three times is given up. */
  readonly once: boolean;
  /** Told of each call that failed and will be tried again. */
  readonly onRetry?: (error: Error, waitMs: number) => void;
}

/** What an agent did until it ended. */
export interface AgentSummary {
  readonly processed: number;
  readonly failed: number;
}

/** So many messages are leased at once; few, because each must be acknowledged within its lease of a minute. */
const LIMIT = 10;
const WAIT_SECONDS = 30;
const ACK_ATTEMPTS = 3;
/** Whoever asks once asks again later, and does not want to be waited for. */
const ONCE_ATTEMPTS = 3;
const LONGEST_ACK_WAIT_MS = 10_000;
/** Acknowledgements that wait for their message to come again. */
const KEPT_RESULTS = 1000;
/** Between two polls that found nothing, also when the server answers them at once. */
const SHORTEST_PAUSE_MS = 1000;
const ERROR_LENGTH = 1024;
const REFERENCE_LENGTH = 128;

/**
 * Runs an agent (SEC-8, SEC-9): polls, waiting at the server for messages, hands each to `handle` and acknowledges it. Calls that fail
 * are tried again after a growing wait, or the one that the server asks for.
 *
 * @throws {AgentRefusedError} when the server does not accept the device and its secret (401)
 * @throws {AgentCallError} with `once`, when the server could not be asked
 * @throws {TypeError} when the address, the id or the secret is not one
 */
export async function runAgent(options: AgentOptions): Promise<AgentSummary> {
  const run: Run = { options, calls: createAgentCalls(options), results: new Map(), processed: 0, failed: 0 };
  const waitSeconds = options.once ? 0 : WAIT_SECONDS;
  while (!options.signal.aborted) {
    const askedAtMs = Date.now();
    const polled = await pollUntilAnswered(run, waitSeconds);
    if (polled === null) break;
    await handleAll(run, polled);
    if (polled.messages.length > 0) continue;
    if (options.once) break;
    const leastMs = askedAtMs + SHORTEST_PAUSE_MS - Date.now();
    await pause(Math.max(polled.nextPollSeconds * 1000, leastMs), options.signal);
  }
  return { processed: run.processed, failed: run.failed };
}

interface Run {
  readonly options: AgentOptions;
  readonly calls: AgentCalls;
  /** What was handled and could not be acknowledged yet, so that it is not handled again when it comes again. */
  readonly results: Map<string, Acknowledgement>;
  processed: number;
  failed: number;
}

/** Null when it was ended. */
async function pollUntilAnswered(run: Run, waitSeconds: number): Promise<Polled | null> {
  const { signal, once } = run.options;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      return await run.calls.poll({ limit: LIMIT, waitSeconds }, signal);
    } catch (error) {
      if (signal.aborted) break;
      if (once && attempt === ONCE_ATTEMPTS) throw error;
      await waitAfter(run, error, { attempt, signal, longestMs: Number.POSITIVE_INFINITY });
    }
  }
  return null;
}

async function handleAll(run: Run, { messages, polledAt }: Polled): Promise<void> {
  const receivedAtMs = Date.now();
  for (const message of messages) {
    // Measured by the server's clock alone. What is overdue is another agent's by now, or comes again.
    const leaseMs = Date.parse(message.leasedUntil) - Date.parse(polledAt);
    if (run.options.signal.aborted || Date.now() - receivedAtMs >= leaseMs) return;
    await handleOne(run, message);
  }
}

async function handleOne(run: Run, message: AgentMessage): Promise<void> {
  const { deliveryId } = message;
  const acknowledgement = run.results.get(deliveryId) ?? (await resultOf(run, message));
  run.results.set(deliveryId, acknowledgement);
  if (run.results.size > KEPT_RESULTS) run.results.delete([...run.results.keys()][0] ?? deliveryId);
  for (let attempt = 1; attempt <= ACK_ATTEMPTS; attempt += 1) {
    try {
      await run.calls.acknowledge(acknowledgement);
      run.results.delete(deliveryId);
      return;
    } catch (error) {
      // Not ended by the signal: what was done has to be said. After the last attempt, when the message comes again.
      const longestMs = attempt < ACK_ATTEMPTS ? LONGEST_ACK_WAIT_MS : 0;
      await waitAfter(run, error, { attempt, signal: null, longestMs });
    }
  }
}

async function resultOf(run: Run, message: AgentMessage): Promise<Acknowledgement> {
  const { deliveryId } = message;
  try {
    const reference = (await run.options.handle(message))?.trim().slice(0, REFERENCE_LENGTH);
    run.processed += 1;
    return { deliveryId, status: 'processed', ...(reference && { reference }) };
  } catch (thrown) {
    run.failed += 1;
    const error = (thrown instanceof Error ? thrown.message : String(thrown)).trim().slice(0, ERROR_LENGTH);
    return { deliveryId, status: 'failed', error: error || 'It failed without a word' };
  }
}

/** @throws the error itself when waiting would not help */
async function waitAfter(
  { options }: Run,
  error: unknown,
  wait: { readonly attempt: number; readonly signal: AbortSignal | null; readonly longestMs: number },
): Promise<void> {
  if (error instanceof AgentRefusedError || !(error instanceof Error)) throw error;
  const askedMs = error instanceof AgentCallError ? error.retryAfterMs : null;
  const { attempt, signal, longestMs } = wait;
  const waitMs = Math.min(backoffMs({ attempt, askedMs, random: Math.random() }), longestMs);
  options.onRetry?.(error, waitMs);
  await pause(waitMs, signal);
}
