const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A server that asks for more than this is asked again after an hour all the same. */
const LONGEST_ASKED_MS = 3_600_000;

/**
 * How long to wait before a call is tried again: doubling from 1 s to 60 s, somewhere between half and all of it, so that agents
 * that lost the server together do not come back together. What the server asks for (`Retry-After`) wins, and gets up to a fifth on
 * top for the same reason.
 *
 * @param failure `attempt`: 1 after the first failure; `random`: in [0, 1)
 */
export function backoffMs(failure: {
  readonly attempt: number;
  readonly askedMs: number | null;
  readonly random: number;
}): number {
  const { attempt, askedMs, random } = failure;
  if (askedMs !== null) return Math.round(Math.min(askedMs, LONGEST_ASKED_MS) * (1 + random / 5));
  const ceilingMs = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(ceilingMs * (0.5 + random / 2));
}

/** Reads `Retry-After` (RFC 9110, 10.2.3): seconds or a date. Null when it is absent, neither, or past. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}
