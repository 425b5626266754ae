import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Ends a browser that was started as the leader of its own process group: asks it with `close`, and kills the group if
 * it has not ended after `deadlineMs`. Touches no process but that group.
 */
export async function endBrowser(input: {
  child: ChildProcess;
  close: () => Promise<void>;
  deadlineMs: number;
}): Promise<void> {
  const { child } = input;
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  const deadline = new AbortController();
  // A browser that hangs or is gone fails to answer; the group is killed below, so the reason does not matter.
  input.close().catch(() => undefined);
  await Promise.race([ended, delay(input.deadlineMs, undefined, { signal: deadline.signal, ref: true })]);
  deadline.abort();
  if (hasEnded(child) || child.pid === undefined) return;
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
