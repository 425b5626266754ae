import type { z } from 'zod';

/** How the queue treats one kind of job. Providers' attempts are not counted here, but in the ledger. */
export interface JobSettings {
  /** A handler that takes longer is given up, and the job is taken again. */
  readonly expireSeconds: number;
  /** Times that a job whose handler threw, or whose process died, is taken again. */
  readonly retryLimit: number;
  /** Before the first repetition; doubles each time. */
  readonly retryDelaySeconds: number;
  /** Of such a queue at most one job waits or runs at a time, over all workers. */
  readonly isExclusive?: boolean;
}

/** A kind of job: its queue's name, the shape of its data and how it is treated. */
export interface JobDefinition<Data extends object> extends JobSettings {
  /** Letters, digits, `-`, `_`, `.` and `/`, at most 50 characters. */
  readonly name: string;
  readonly schema: z.ZodType<Data>;
}

/**
 * Declares a kind of job, apart from the handler that will work on it. Data holds ids only, never token material: it
 * stands in the database as plain JSON (T-6).
 */
export function defineJob<Data extends object>(
  name: string,
  schema: z.ZodType<Data>,
  settings: JobSettings,
): JobDefinition<Data> {
  return { name, schema, ...settings };
}
