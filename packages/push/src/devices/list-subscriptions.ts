import { AppError } from '@carillon/contracts/errors';
import type {
  listSubscriptionsInputSchema,
  listSubscriptionsOutputSchema,
} from '@carillon/contracts/web-push';
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import { decodeCursor, toPage } from './page-cursor.ts';
import type { RegistryParts } from './registry-parts.ts';

export type ListSubscriptionsInput = z.infer<typeof listSubscriptionsInputSchema>;
export type SubscriptionPage = z.infer<typeof listSubscriptionsOutputSchema>;

/**
 * Everybody's web push subscriptions, newest first, for administrators (WEB-5). Of an endpoint only its first 30 and last
 * 20 characters were stored in the clear, so that nothing more can be shown.
 *
 * @throws {AppError} `forbidden` for everybody else, `validation_failed` for a cursor that is none of ours
 */
export async function listSubscriptions(
  { store }: RegistryParts,
  actor: Actor,
  input: ListSubscriptionsInput,
): Promise<SubscriptionPage> {
  if (actor.role !== 'admin') {
    throw new AppError('forbidden', { detail: 'Only administrators see all subscriptions.' });
  }
  const rows = await store.tokens.listSubscriptions({
    status: input.status,
    after: input.cursor === undefined ? null : decodeCursor(input.cursor).id,
    limit: input.limit + 1,
  });
  const { items, nextCursor } = toPage(rows, input.limit, (row) => row);
  const subscriptions = items.map(({ endpointHint, ...row }) => ({ ...row, endpoint: endpointHint ?? '…' }));
  return { subscriptions, nextCursor };
}
