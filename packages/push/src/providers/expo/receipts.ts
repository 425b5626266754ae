import type { Outcome } from '../../dispatch/outcome.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';
import { readReceipts } from './answers.ts';
import { type ExpoApi, RECEIPTS_PATH } from './api.ts';
import { type ExpoReason, outcomeOfFinding } from './errors.ts';

/** Ids of one request: https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
export const RECEIPTS_PER_REQUEST = 1000;

/** What Apple's or Google's service made of messages that Expo had taken, or why it cannot be told at the moment. */
export type ReceiptsResult =
  /** By ticket id. An id that is missing has no receipt: not yet, or not any more. */
  | { readonly kind: 'receipts'; readonly outcomes: ReadonlyMap<string, Outcome> }
  | { readonly kind: 'failed'; readonly reason: string; readonly retryAfterSeconds: number | null };

/** @throws {RangeError} for more than {@link RECEIPTS_PER_REQUEST} ids */
export async function fetchReceipts(
  { api, now }: { readonly api: ExpoApi; readonly now: () => Date },
  ticketIds: readonly string[],
  deadlineMs: number,
): Promise<ReceiptsResult> {
  if (ticketIds.length > RECEIPTS_PER_REQUEST)
    throw new RangeError(`Expected at most ${RECEIPTS_PER_REQUEST} tickets, got ${ticketIds.length}`);
  const result = await api.post(RECEIPTS_PATH, { ids: ticketIds }, deadlineMs);
  if (result.kind === 'failure') return { kind: 'failed', reason: result.reason, retryAfterSeconds: null };
  const found = result.status < 300 ? readReceipts(result) : null;
  if (found === null) {
    const retryAfterSeconds = parseRetryAfterSeconds(result.headers['retry-after'], now());
    return { kind: 'failed', reason: reasonOf(result.status), retryAfterSeconds };
  }
  const outcomes = new Map<string, Outcome>();
  for (const id of ticketIds) {
    const finding = found.get(id);
    if (finding !== undefined) outcomes.set(id, outcomeOfFinding(finding));
  }
  return { kind: 'receipts', outcomes };
}

function reasonOf(status: number): ExpoReason {
  if (status < 300) return 'bad_answer';
  if (status === 401 || status === 403) return 'credentials_refused';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'server_error' : 'refused';
}
