import {
  listDeviceDeliveriesInputSchema,
  listDeviceDeliveriesOutputSchema,
} from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const deliveries = scopedProcedure('notifications:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/devices/{id}/deliveries',
      status: 200,
      tags: ['devices'],
      summary: 'List deliveries to a device',
      description:
        'What became of the last notifications on this device, newest first, each with every step in order and the reason in ' +
        'words: why did it get this one, or not? Of the caller’s own devices; administrators ask about any.',
    },
  })
  .input(listDeviceDeliveriesInputSchema)
  .output(listDeviceDeliveriesOutputSchema)
  .query(async ({ ctx, input }) => {
    const { devices, notifications } = ctx.services;
    // The registry answers for what is not the caller's, and writes it to the audit log (REG-13).
    const { id: deviceId } = await devices.find(actorOf(ctx), input.id);
    const { limit, cursor } = input;
    const { items, nextCursor } = await notifications.listDeviceDeliveries(ctx.caller, {
      deviceId,
      limit,
      cursor,
    });
    return { deliveries: [...items], nextCursor };
  });
