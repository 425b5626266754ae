const POLL_MS = 100;
const REQUEST_TIMEOUT_MS = 5_000;

export interface HealthCheck {
  readonly name: string;
  readonly url: string;
}

/** Resolves when the address answers with 2xx, or leads elsewhere (3xx). Rejects after `limitMs`, naming what did not answer. */
export async function waitUntilHealthy({ name, url }: HealthCheck, limitMs: number): Promise<void> {
  const limit = Date.now() + limitMs;
  while (Date.now() < limit) {
    if (await answers(url)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${name} did not answer within ${limitMs / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      redirect: 'manual',
    });
    await response.body?.cancel();
    return response.status < 400;
  } catch {
    return false;
  }
}
