import { describe, expect, it } from 'vitest';

/** Another copy of a module, as a bundler makes them. */
const copyOf = (file: string) =>
  import(/* @vite-ignore */ new URL(`${file}?copy=${file}`, import.meta.url).href) as Promise<unknown>;

describe('what travels beside a call', () => {
  it('OBS-3: the request that one copy of the module was told of, every copy tells', async () => {
    const [here, there] = [
      await import('./request-facts.ts'),
      (await copyOf('./request-facts.ts')) as typeof import('./request-facts.ts'),
    ];
    expect(there.withRequestFacts).not.toBe(here.withRequestFacts);
    const facts = { requestId: 'request-1', ipAddress: '192.0.2.1', apiKeyId: null };
    await there.withRequestFacts(facts, async () => {
      await Promise.resolve();
      expect(here.requestFacts()).toEqual(facts);
    });
    expect(here.requestFacts()).toBeNull();
  });

  it('OBS-2: so are the members of log lines, and two names are two storages', async () => {
    const [here, there] = [
      await import('./log-context.ts'),
      (await copyOf('./log-context.ts')) as typeof import('./log-context.ts'),
    ];
    there.withLogContext({ request_id: 'request-1' }, () => {
      expect(here.logContext()).toEqual({ request_id: 'request-1' });
    });
    expect(here.logContext()).toEqual({});
  });
});
