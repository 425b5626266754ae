import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ServiceSpec {
  /** Shown in messages: `api`, `web`, `worker 1`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Supervisor {
  start(spec: ServiceSpec): void;
  /** Rejects when a service ends before `everythingReady` is called: a start that fails is not tried again for ever. */
  readonly failedStart: Promise<never>;
  /** From now on a service that ends is started again, with back-off. */
  everythingReady(): void;
  /** SIGTERM to all, at once; those that are still there after `limitMs` are killed. Resolves when none is left. */
  stop(limitMs: number): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
// A service that ran for this long before it ended is not failing at its start: the back-off begins anew.
const HEALTHY_AFTER_MS = 60_000;

interface Service {
  readonly spec: ServiceSpec;
  child: ChildProcess;
  startedAt: number;
  delayMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** Runs child processes and keeps them running. `say` tells the person at the terminal what happened. */
export function createSupervisor(say: (message: string) => void): Supervisor {
  const services: Service[] = [];
  const failure = Promise.withResolvers<never>();
  // Nobody may be waiting any more when it is rejected.
  failure.promise.catch(() => {});
  let phase: 'starting' | 'running' | 'stopping' = 'starting';

  const launch = (service: Service): void => {
    service.startedAt = Date.now();
    service.child = spawnService(service.spec);
    service.child.once('exit', (code, signal) =>
      ended(service, code === null ? String(signal) : `code ${code}`),
    );
    service.child.once('error', (error) =>
      failure.reject(new Error(`${service.spec.name}: ${error.message}`)),
    );
  };

  const ended = (service: Service, how: string): void => {
    if (phase === 'stopping') return;
    if (phase === 'starting') {
      failure.reject(new Error(`${service.spec.name} ended with ${how}`));
      return;
    }
    const ranForMs = Date.now() - service.startedAt;
    service.delayMs =
      ranForMs > HEALTHY_AFTER_MS ? FIRST_DELAY_MS : Math.min(service.delayMs * 2, LONGEST_DELAY_MS);
    say(`${service.spec.name} ended with ${how}; it starts again in ${service.delayMs / 1000} s`);
    service.timer = setTimeout(() => launch(service), service.delayMs);
  };

  return {
    failedStart: failure.promise,
    start(spec) {
      const service = { spec, startedAt: 0, delayMs: FIRST_DELAY_MS / 2, timer: undefined } as Service;
      services.push(service);
      launch(service);
    },
    everythingReady() {
      phase = 'running';
    },
    async stop(limitMs) {
      phase = 'stopping';
      for (const service of services) clearTimeout(service.timer);
      await Promise.all(services.map(({ child }) => stopChild(child, limitMs)));
    },
  };
}

function spawnService(spec: ServiceSpec): ChildProcess {
  return spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env as NodeJS.ProcessEnv,
    // Of its own group, so that a terminal's Ctrl-C reaches it once, from here, and in order. The IPC channel lets it
    // notice when this process is killed outright.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function stopChild(child: ChildProcess, limitMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await exited;
  clearTimeout(kill);
}
