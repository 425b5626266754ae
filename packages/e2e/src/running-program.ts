import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunningProgram extends AsyncDisposable {
  /** What it wrote so far, to both. */
  output(): string;
  /** SIGTERM, as whoever runs a service would. */
  end(): void;
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts a program as a person would in a terminal, with no more in its environment than is given. */
export function startProgram(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): RunningProgram {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    output: () => output,
    end: () => void child.kill('SIGTERM'),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
