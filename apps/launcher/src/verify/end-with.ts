import { Interrupted } from './run-command.ts';

/** What shells say of a program that Ctrl-C ended. */
const INTERRUPTED_CODE = 130;

/**
 * Does the work and ends the process as it went: with 0 when it resolves to true, with 130 when it was interrupted, else with 1;
 * with 1 at once when the process that started this one is gone.
 */
export async function endWith(work: () => Promise<boolean>): Promise<never> {
  if (process.connected) process.on('disconnect', () => process.exit(1));
  // Left to itself the channel to the starter would keep the process alive, and closing it would look like the starter's end.
  try {
    process.exit((await work()) ? 0 : 1);
  } catch (error) {
    if (error instanceof Interrupted) process.exit(INTERRUPTED_CODE);
    throw error;
  }
}
