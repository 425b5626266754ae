import { bulkResultSchema, bulkRevokeInputSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const bulkRevoke = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices/bulk-revoke',
      status: 200,
      tags: ['devices'],
      summary: 'Revoke many devices',
      description:
        "Up to 500 of the caller's own, by the server's ids or `device_id`, in one transaction, as far as they fit into a " +
        'request of 64 KiB. Each gets its result, in the order given, as if it had been revoked by itself: `revoked`, ' +
        '`unchanged` (a push device that was revoked before), `conflict` (an agent that was), `forbidden` (somebody else’s) ' +
        'or `not_found`. One that is refused does not stop the others.',
    },
  })
  .input(bulkRevokeInputSchema)
  .output(bulkResultSchema)
  .mutation(({ ctx, input }) => ctx.services.devices.bulkRevoke(actorOf(ctx), input.ids));
