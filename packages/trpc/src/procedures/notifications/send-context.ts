import type { ApiKeyCaller, UserCaller } from '@carillon/auth/caller';
import type { SendContext } from '@carillon/notifications/send-context';
import type { Context } from '../../context.ts';

/** A signed-in caller and their request, as the use cases that send know them. */
export function sendContextOf({
  caller,
  requestId,
  client,
}: Pick<Context, 'requestId' | 'client'> & { readonly caller: UserCaller | ApiKeyCaller }): SendContext {
  const apiKeyId = caller.kind === 'api-key' ? caller.apiKeyId : null;
  return { sender: caller, apiKeyId, requestId, ipAddress: client.ipAddress };
}
