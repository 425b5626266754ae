import type { ApiKeyCaller, UserCaller } from '@carillon/auth/caller';
import type { Actor, AnonymousActor } from '@carillon/push/devices/actor';
import type { Context } from '../context.ts';

type Request = Pick<Context, 'requestId' | 'client'>;

/** Who calls, as the registry's use cases know them. */
export function actorOf({
  caller,
  requestId,
  client,
}: Request & { readonly caller: UserCaller | ApiKeyCaller }): Actor {
  const { userId, role } = caller;
  const { ipAddress } = client;
  return caller.kind === 'api-key'
    ? { kind: 'api-key', userId, role, sessionId: null, apiKeyId: caller.apiKeyId, requestId, ipAddress }
    : { kind: 'user', userId, role, sessionId: caller.sessionId, apiKeyId: null, requestId, ipAddress };
}

/** As {@link actorOf}, for calls that need no credentials. */
export function actorOrAnonymous({
  caller,
  ...request
}: Request & { readonly caller: UserCaller | null }): Actor | AnonymousActor {
  return caller === null ? { kind: 'anonymous' } : actorOf({ caller, ...request });
}
