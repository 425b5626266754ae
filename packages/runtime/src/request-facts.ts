import { sharedStorage } from './shared-storage.ts';

/** What the audit log says of the request by which something happened. */
export interface RequestFacts {
  readonly requestId: string;
  readonly ipAddress: string | null;
  /** The API key that the request came with, once it was accepted. */
  readonly apiKeyId: string | null;
}

const storage = sharedStorage<RequestFacts>('request-facts');

/**
 * Runs something as part of a request, also after awaits. For records alone: that a key acted is then never forgotten,
 * wherever the record is made. Whatever decides by who calls has it passed.
 */
export function withRequestFacts<Result>(facts: RequestFacts, run: () => Result): Result {
  return storage.run(facts, run);
}

/** Null outside of a request: in workers, and before a request's credentials were asked for. */
export function requestFacts(): RequestFacts | null {
  return storage.getStore() ?? null;
}
