import {
  listNotificationsInputSchema,
  listNotificationsOutputSchema,
} from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const list = scopedProcedure('notifications:read')
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
    const { devices, notifications } = ctx.services;
    // The registry answers for what is not the caller's, and writes it to the audit log (REG-13).
    if (input.deviceId !== undefined) await devices.find(actorOf(ctx), input.deviceId);
    const { items, nextCursor } = await notifications.list(ctx.caller, input);
    return { notifications: [...items], nextCursor };
  });
