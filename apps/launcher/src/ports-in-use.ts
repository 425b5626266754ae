import { once } from 'node:events';
import { createServer } from 'node:net';

export interface WantedPort {
  readonly port: number;
  /** The setting that chooses it. */
  readonly setting: string;
}

/** The wanted ports that cannot be listened on, each with a sentence that says why. Empty when all are free. */
export async function findPortsInUse(
  host: string,
  wanted: readonly WantedPort[],
): Promise<readonly string[]> {
  const problems = await Promise.all(wanted.map((candidate) => tryPort(host, candidate)));
  return problems.filter((problem) => problem !== null);
}

async function tryPort(host: string, { port, setting }: WantedPort): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return `Port ${port} is in use. Stop what uses it, or set ${setting} to another port.`;
    return `Port ${port} on ${host} cannot be listened on (${code}). Check HOST and ${setting}.`;
  } finally {
    probe.close();
  }
}
