import { notificationDetailSchema, notificationRefInputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';

export const get = scopedProcedure('notifications:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/notifications/{id}',
      status: 200,
      tags: ['notifications'],
      summary: 'Read a notification',
      description:
        'With the number of deliveries in each state, as a whole and by the way that they go. 403 when it is none of the caller’s.',
    },
  })
  .input(notificationRefInputSchema)
  .output(notificationDetailSchema)
  .query(({ ctx, input }) => ctx.services.notifications.find(ctx.caller, input.id));
