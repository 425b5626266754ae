import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export interface Program {
  /** Absolute path of a TypeScript file. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
  /** What its log says once it can be used. */
  readonly readyText: string;
}

/** One of the product's processes, as it is started in production; it ends with the stack. Resolves when it is ready. */
export async function startProgram(program: Program, owned: AsyncDisposableStack): Promise<ChildProcess> {
  const child = fork(program.file, {
    env: { PATH: process.env.PATH ?? '', ...program.env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [...program.execArgv],
  });
  owned.defer(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  const ready = Promise.withResolvers<void>();
  child.stdout?.on('data', (lines) => String(lines).includes(program.readyText) && ready.resolve());
  child.once('exit', () => ready.reject(new Error(`${program.file} ended before it was ready`)));
  await ready.promise;
  return child;
}
