import type { Caller, Client } from '@carillon/auth/caller';
import type { Logger } from '@carillon/runtime/logger';
import type { RestStatus } from './meta.ts';
import type { Services } from './services.ts';

/** What every procedure gets, whether it was called by tRPC, by REST or by the dashboard's own server. */
export interface Context {
  readonly services: Services;
  /** In every log line and every error of this request. */
  readonly requestId: string;
  readonly client: Client;
  /** Lines that are logged within a procedure carry `request_id` by themselves. */
  readonly log: Logger;
  /**
   * Who calls, by the credentials of the request; null when it has none. Asked at most once a request, and only
   * by procedures that care. Rejects with `unauthenticated` when credentials are there and not accepted.
   */
  readonly authenticate: () => Promise<Caller | null>;
  readonly reply: Reply;
}

/** What REST answers with, where one procedure has several answers. tRPC has no such thing and ignores it. */
export interface Reply {
  /** One of the route's `otherStatuses`. */
  setStatus(status: RestStatus): void;
}

/** A context whose `authenticate` runs once, so that a batch of ten calls looks up its session once. */
export function createContext(parts: Context): Context {
  let caller: Promise<Caller | null> | undefined;
  return {
    ...parts,
    authenticate: () => {
      caller ??= parts.authenticate();
      return caller;
    },
  };
}
