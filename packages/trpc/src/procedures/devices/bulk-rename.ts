import { bulkRenameInputSchema, bulkResultSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const bulkRename = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices/bulk-rename',
      status: 200,
      tags: ['devices'],
      summary: 'Rename many devices',
      description:
        "Up to 500 of the caller's own, by the server's ids or `device_id`, in one transaction, as far as they fit into a " +
        'request of 64 KiB. Each gets its result, in the order given, as if it had been renamed by itself: `renamed`, ' +
        '`unchanged`, `conflict` (another agent has the name), `invalid` (an agent needs a name), `forbidden` (somebody ' +
        'else’s) or `not_found`. One that is refused does not stop the others.',
    },
  })
  .input(bulkRenameInputSchema)
  .output(bulkResultSchema)
  .mutation(({ ctx, input }) => ctx.services.devices.bulkRename(actorOf(ctx), input.names));
