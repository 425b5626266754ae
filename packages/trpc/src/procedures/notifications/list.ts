import {
  listNotificationsInputSchema,
  listNotificationsOutputSchema,
} from '@carillon/contracts/notifications';
import { userProcedure } from '../../base.ts';

export const list = userProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/notifications',
      status: 200,
      tags: ['notifications'],
      summary: 'List notifications',
      description:
        'Newest first, with counts by state: those that the caller sent, and those that went to devices of the caller, ' +
        'of which the counts cover these devices alone. Administrators see all.',
    },
  })
  .input(listNotificationsInputSchema)
  .output(listNotificationsOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.notifications.list(ctx.caller, input);
    return { notifications: [...items], nextCursor };
  });
