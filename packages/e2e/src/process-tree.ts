import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** The ids of a process and of all processes that it and its children started. */
export function listTree(root: number): readonly number[] {
  const { stdout } = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, parent: number]);
  const tree = new Set([root]);
  // Parents may stand behind their children in the list.
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, parent] of processes) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree];
}

/** Resolves when none of them runs any more; rejects, naming those that do, after `limitMs`. */
export async function waitUntilGone(pids: readonly number[], limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs;
  for (;;) {
    const running = pids.filter(isRunning);
    if (running.length === 0) return;
    if (Date.now() > limit) throw new Error(`Still running: ${running.join(', ')}`);
    await delay(50);
  }
}

function isRunning(pid: number): boolean {
  // A zombie is gone for all but its parent.
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
