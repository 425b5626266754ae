/**
 * How long a worker may hold rows without writing their outcomes. Longer than an attempt may take, so that a worker
 * that lives never loses a row that it is sending; short, so that a dead worker's rows are soon somebody else's.
 */
export const LEASE_MS = 30_000;

/** One attempt in total: connection, request and answer. */
export const ATTEMPT_DEADLINE_MS = 10_000;

/**
 * No attempt begins later than this after the lease: what was read then about the device and its token must still hold,
 * since a device that was revoked or that changed hands meanwhile must not get the message (TOK-6, REG-9). What has to
 * wait longer for its turn is handed back and leased anew. It also leaves the lease more than enough time for the
 * attempt itself and for writing it down.
 */
export const START_WITHIN_MS = 2_000;

/** How long a job may wait in the queue before the sweeper makes another one for its rows. Two jobs do no harm. */
export const RESERVATION_MS = { prompt: 30_000, retry: 60_000, bulk: 600_000 } as const;

/**
 * A message gets its first attempt within this time of being sent even if its TTL is shorter: a TTL of 0 means
 * "now or never" (RFC 8030 section 5.2), and "now" takes a moment.
 */
export const FIRST_ATTEMPT_GRACE_MS = 10_000;
