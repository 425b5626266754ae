import { AppError } from '@carillon/contracts/errors';

/** Discovery documents have 2 to 10 KiB, key sets of busy issuers up to some tens. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads a JSON document of the issuer's. Within the signal's time, without redirects, and no more than 256 KiB of it: an
 * issuer that fails in whatever way must not hold up who calls for long.
 *
 * @throws {AppError} `unavailable` for whatever goes wrong
 */
export async function readIssuerDocument(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json' },
      redirect: 'error',
      signal,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`Expected 200 OK, got ${response.status}`);
    }
    return JSON.parse(await readText(response));
  } catch (cause) {
    throw issuerUnavailable(cause);
  }
}

/** 503, not 401: nothing is known against the token. */
export function issuerUnavailable(cause: unknown): AppError {
  return new AppError('unavailable', {
    detail: 'The keys of the identity provider cannot be read at the moment. Try again shortly.',
    retryAfterSeconds: 5,
    cause,
  });
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`Expected at most ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
