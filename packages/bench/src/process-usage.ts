import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says about processes; these benchmarks measure other processes than their own. */
const TICKS_PER_SECOND = 100;

/** Microseconds of user and system time that a process has used, all its threads; 0 for one that is gone. */
export function cpuMicrosecondsOf(pid: number): number {
  const fields = statOf(pid);
  // Fields 14 and 15 of proc_pid_stat(5), counted from 1; what stands before the third is cut off.
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND) * 1_000_000;
}

/** The most memory that a process ever held, in MiB. */
export function peakMemoryMibOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Of a process and those that it started, ended ones too: PostgreSQL has one for each connection, and for each vacuum. */
export function familyCpuMicroseconds(parent: number): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const children = pids.map(Number).filter((pid) => Number(statOf(pid)[1]) === parent);
  // Fields 16 and 17: what children used that have ended.
  const [, , , , , , , , , , , , , user, system] = statOf(parent);
  const ended = ((Number(user ?? 0) + Number(system ?? 0)) / TICKS_PER_SECOND) * 1_000_000;
  return [parent, ...children].reduce((sum, pid) => sum + cpuMicrosecondsOf(pid), ended);
}

/** The fields from the third on: the second is the command in brackets, which may hold anything. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
