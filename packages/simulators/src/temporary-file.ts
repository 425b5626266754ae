import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A path for a file of the simulator's own, in a new directory that goes when the resources do. */
export async function temporaryFile(resources: AsyncDisposableStack, name: string): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-simulator-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  return path.join(directory, name);
}
