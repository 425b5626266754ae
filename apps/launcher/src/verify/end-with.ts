/**
 * Does the work and ends the process as it went: with 0 when it resolves to true, else with 1; with 1 at once when the process
 * that started this one is gone.
 */
export async function endWith(work: () => Promise<boolean>): Promise<never> {
  if (process.connected) process.on('disconnect', () => process.exit(1));
  // Left to itself the channel to the starter would keep the process alive, and closing it would look like the starter's end.
  process.exit((await work()) ? 0 : 1);
}
