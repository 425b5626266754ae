import type { Caller } from '@carillon/auth/caller';
import type { Actor, AnonymousActor } from '@carillon/push/devices/actor';
import type { Context } from '../context.ts';

type Request = Pick<Context, 'requestId' | 'client'>;

/** A signed-in caller as the registry's use cases know them. */
export function actorOf({ caller, requestId, client }: Request & { readonly caller: Caller }): Actor {
  const { kind, userId, role, sessionId } = caller;
  return { kind, userId, role, sessionId, requestId, ipAddress: client.ipAddress };
}

/** As {@link actorOf}, for calls that need no credentials. */
export function actorOrAnonymous({
  caller,
  ...request
}: Request & { readonly caller: Caller | null }): Actor | AnonymousActor {
  return caller === null ? { kind: 'anonymous' } : actorOf({ caller, ...request });
}
