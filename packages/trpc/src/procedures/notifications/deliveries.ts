import { listDeliveriesInputSchema, listDeliveriesOutputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';

export const deliveries = scopedProcedure('notifications:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/notifications/{id}/deliveries',
      status: 200,
      tags: ['notifications'],
      summary: 'List deliveries of a notification',
      description:
        'What became of it on each device, with every step in order: why did this device get it, or not? A caller who ' +
        'did not send it sees devices of their own.',
    },
  })
  .input(listDeliveriesInputSchema)
  .output(listDeliveriesOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.notifications.listDeliveries(ctx.caller, input);
    return { deliveries: [...items], nextCursor };
  });
