import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Somebody wants this process to end: nothing more is begun. */
export class Interrupted extends Error {}

/**
 * Runs a program with this process's output. Resolves with whether it ended with 0; false too when it cannot be started.
 *
 * @throws {Interrupted} when this process was told to end meanwhile; the program was told so too, and has ended
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<boolean> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] });
  let isInterrupted = false;
  const stop = (): void => {
    isInterrupted = true;
    child.kill('SIGTERM');
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const [code] = await once(child, 'exit').catch(() => [null]);
  process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  if (isInterrupted) throw new Interrupted();
  return code === 0;
}
