import type { Attempted } from '@carillon/push/dispatch/dispatcher';
import type { GateKeeper } from '@carillon/push/dispatch/gate-keeper';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { ReceiptsResult } from '@carillon/push/providers/expo/receipts';
import type { Logger } from '@carillon/runtime/logger';
import { judge } from './judgement.ts';
import type { OutcomeWindows } from './ports.ts';
import type {
  AwaitedReceipt,
  ClaimedReceipts,
  ProviderReceiptStore,
  WrittenFinding,
} from './ports-provider-receipts.ts';
import { findingOfAbsence, findingOfReceipt, findingOfSilence } from './receipt-findings.ts';

/** A provider that says later what became of what it took. */
export interface ReceiptSource {
  /** By ticket id; resolves for everything that a provider or a network can do. */
  fetchReceipts(ticketIds: readonly string[], deadlineMs: number): Promise<ReceiptsResult>;
}

export interface ProviderReceiptsDependencies {
  readonly store: ProviderReceiptStore;
  readonly source: ReceiptSource;
  readonly windows: OutcomeWindows;
  readonly gates: Pick<GateKeeper, 'isTripped'>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
}

/** One request's worth, as Expo takes it. */
const RECEIPTS_PER_CLAIM = 1_000;
const REQUEST_DEADLINE_MS = 15_000;
/** Longer than a request and its writing take, so that no two workers ask for the same. */
const CLAIM_MS = 60_000;

/**
 * Where outcomes of receipts are counted, for the guard against a mass of dead tokens: apart from those of attempts,
 * since each of these was an accepted attempt before.
 */
const SCOPE = 'expo:receipts';
const SCOPES: Attempted['scopes'] = { device: SCOPE, origin: SCOPE, app: SCOPE, provider: SCOPE };

/**
 * Asks for the receipts that are due, until none is or `signal` aborts. Any number may do so at once: each takes receipts
 * that no other holds, and what a worker that died had taken is taken again.
 */
export async function checkReceipts(
  dependencies: ProviderReceiptsDependencies,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) if ((await checkReceiptsOnce(dependencies, signal)) === 0) return;
}

/**
 * One request. Gives the number of receipts that were asked for; 0 also when the provider cannot be asked just now, or
 * `signal` aborts before it has answered: what was claimed is then taken again when the claim has passed.
 */
export async function checkReceiptsOnce(
  dependencies: ProviderReceiptsDependencies,
  signal: AbortSignal,
): Promise<number> {
  const { store, source, log } = dependencies;
  const claimed = await store.claim({ limit: RECEIPTS_PER_CLAIM, leaseMs: CLAIM_MS });
  const { receipts, claimedUntil } = claimed;
  if (receipts.length === 0) return 0;
  const ticketIds = receipts.map(({ ticketId }) => ticketId);
  const result = await unlessAborted(signal, source.fetchReceipts(ticketIds, REQUEST_DEADLINE_MS));
  if (result === null) return 0;
  if (result.kind === 'failed')
    log.warn({ reason: result.reason, receipts: receipts.length }, 'receipts could not be fetched');
  const findings = await findingsOf(dependencies, claimed, result);
  const written = await store.write(claimedUntil, findings);
  logFindings(log, written);
  return result.kind === 'failed' ? 0 : receipts.length;
}

/** A process that is to stop does not spend the time that its messages under way need on a provider that does not answer. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  const aborted = Promise.withResolvers<null>();
  const onAbort = (): void => aborted.resolve(null);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function findingsOf(
  { windows, gates, random }: ProviderReceiptsDependencies,
  { now, receipts }: ClaimedReceipts,
  result: ReceiptsResult,
): Promise<WrittenFinding[]> {
  const found = (awaited: AwaitedReceipt, finding: WrittenFinding['finding']): WrittenFinding => ({
    notificationId: awaited.notificationId,
    deviceId: awaited.deviceId,
    finding,
  });
  if (result.kind === 'failed') {
    const { retryAfterSeconds } = result;
    return receipts.map((awaited) => found(awaited, findingOfSilence(awaited, { now, retryAfterSeconds })));
  }
  const attempts = new Map([...result.outcomes].map(([id, outcome]) => [id, asAttempt(outcome)]));
  const judgementOf = await judge(windows, gates, [...attempts.values()]);
  return receipts.map((awaited) => {
    const attempt = attempts.get(awaited.ticketId);
    if (attempt === undefined) return found(awaited, findingOfAbsence(awaited, now));
    const { invalidIsConfig } = judgementOf(attempt);
    return found(
      awaited,
      findingOfReceipt(awaited, attempt.outcome, { now, invalidIsConfig, random: random() }),
    );
  });
}

function asAttempt(outcome: Outcome): Attempted {
  return { kind: 'attempted', outcome, durationMs: 0, scopes: SCOPES };
}

/**
 * OBS-2: what was accepted and has failed after all gets a line each, as other failures do; what goes out again one for
 * each reason, since credentials that are refused are so for many.
 */
function logFindings(log: Logger, written: readonly WrittenFinding[]): void {
  const again = new Map<string, number>();
  for (const { notificationId, deviceId, finding } of written) {
    if (finding.kind === 'retry') again.set(finding.reason, (again.get(finding.reason) ?? 0) + 1);
    if (finding.kind !== 'failed') continue;
    const line = log.child({ notification_id: notificationId, device_id: deviceId, channel: 'expo' });
    const { reason, errorCode, retiresToken } = finding;
    if (retiresToken) line.warn({ reason }, 'token_invalid');
    line.warn({ reason, error_code: errorCode }, 'notification failed');
  }
  for (const [reason, devices] of again)
    log.warn(
      { channel: 'expo', reason, devices },
      'a provider could not hand messages on; they are sent again',
    );
}
