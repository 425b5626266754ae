import { listDevicesInputSchema, listDevicesOutputSchema } from '@carillon/contracts/devices';
import { scopedProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const list = scopedProcedure('devices:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/devices',
      status: 200,
      tags: ['devices'],
      summary: 'List devices',
      description:
        "The caller's own devices, active and revoked, newest first. Administrators may ask for a user's with `user_id`, " +
        'and for everybody’s with `user_id=all`; an API key gets everybody’s without it. `next_cursor` of one answer is ' +
        '`cursor` of the next request; null on the last page.',
    },
  })
  .input(listDevicesInputSchema)
  .output(listDevicesOutputSchema)
  .query(({ ctx, input }) => ctx.services.devices.list(actorOf(ctx), input));
