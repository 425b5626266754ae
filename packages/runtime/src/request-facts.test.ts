import { describe, expect, it, vi } from 'vitest';
import { requestFacts, withRequestFacts } from './request-facts.ts';

const facts = { requestId: 'r-1', ipAddress: '192.0.2.1', apiKeyId: null };

describe('the facts of a request', () => {
  it('OBS-3: are known after awaits, and to nothing outside of the request', async () => {
    const inside = await withRequestFacts(facts, async () => {
      await Promise.resolve();
      return requestFacts();
    });
    expect(inside).toEqual(facts);
    expect(requestFacts()).toBeNull();
  });

  it('OBS-3: are the same for every copy of the module, as a bundler makes several', async () => {
    vi.resetModules();
    const copy = await import('./request-facts.ts');
    expect(copy.requestFacts).not.toBe(requestFacts);
    expect(withRequestFacts(facts, () => copy.requestFacts())).toEqual(facts);
  });
});
