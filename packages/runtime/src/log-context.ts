import { sharedStorage } from './shared-storage.ts';

export type LogMembers = Readonly<Record<string, string | number>>;

const storage = sharedStorage<LogMembers>('log-context');

/**
 * Runs something with members that stand in every line that is logged meanwhile, by whatever logger, also after awaits:
 * the request's id in the API, the job's in a worker (OBS-2). Nested contexts add up.
 */
export function withLogContext<Result>(members: LogMembers, run: () => Result): Result {
  return storage.run({ ...storage.getStore(), ...members }, run);
}

/** The members of the present context; none outside of one. */
export function logContext(): LogMembers {
  return storage.getStore() ?? {};
}
