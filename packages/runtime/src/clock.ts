/** Where the time comes from. Everything that decides by the time takes one, so that tests can move it. */
export interface Clock {
  /** The present moment, UTC. */
  now(): Date;
}

/** The machine's own clock. Leases go by the database's clock instead (they are compared across machines). */
export const systemClock: Clock = { now: () => new Date() };
