/**
 * A rate that all workers keep together, as some providers count what a whole project sends. Kept by the database's
 * clock, so that no machine's matters (F-11).
 */
export interface SendPace {
  /**
   * Takes a turn for `count` messages: after `waitMs` they may leave. Turns are spaced so that no more than `perSecond`
   * leave in a second, whoever sends them; the first after a pause leaves at once. A turn that would come later than
   * `maxWaitMs` from now is not taken (`isTaken` false), and `waitMs` says when there would be one.
   */
  reserve(turn: PaceTurn): Promise<{ readonly isTaken: boolean; readonly waitMs: number }>;
}

export interface PaceTurn {
  /** The gate key of what has the limit: `expo:app`. */
  readonly scope: string;
  /** At least 1. */
  readonly count: number;
  readonly perSecond: number;
  readonly maxWaitMs: number;
}
