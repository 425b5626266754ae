import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A real worker beside the API, with exactly the given settings. It takes jobs as soon as it can. */
export interface WorkerProcess extends AsyncDisposable {
  /** Ends it in order, and gives everything that it wrote. */
  stop(): Promise<string>;
}

export function startWorker(settings: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: new URL('../../worker', import.meta.url),
    env: { PATH: process.env.PATH ?? '', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((parts) => parts.join(''));
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
      return output;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
