import { writeFile } from 'node:fs/promises';
import { temporaryFile } from './temporary-file.ts';
import { makeThrowawayTls, type ThrowawayTls } from './throwaway-tls.ts';

/** What every simulator takes, and has a default for. */
export type FoundationOptions = {
  /** What it shows itself by, for simulators that share one authority; made if left out. */
  tls?: ThrowawayTls;
  /** Where the CA's certificate is written; if left out, in a directory that goes when the simulator does. */
  caFile?: string;
  /** Milliseconds since the epoch; the system's clock if left out. */
  now?: () => number;
  /** Gets what a request handler threw, which is a defect of the simulator; standard error if left out. */
  onError?: (error: unknown) => void;
};

/** The same, all of it there, and the CA's certificate written. */
export async function layFoundations(
  options: FoundationOptions,
  resources: AsyncDisposableStack,
): Promise<Required<FoundationOptions>> {
  const tls = options.tls ?? (await makeThrowawayTls(Date.now()));
  const caFile = options.caFile ?? (await temporaryFile(resources, 'ca.pem'));
  await writeFile(caFile, tls.caPem);
  return {
    tls,
    caFile,
    now: options.now ?? Date.now,
    onError: options.onError ?? ((error: unknown) => console.error(error)),
  };
}
