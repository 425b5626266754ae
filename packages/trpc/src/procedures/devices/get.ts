import { deviceRefInputSchema, deviceSchema } from '@carillon/contracts/devices';
import { scopedProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const get = scopedProcedure('devices:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/devices/{id}',
      status: 200,
      tags: ['devices'],
      summary: 'Read a device',
      description:
        "By the server's id or the caller's own `device_id`. Somebody else's is 403, except to administrators, and is " +
        'written to the audit log; 404 when there is none.',
    },
  })
  .input(deviceRefInputSchema)
  .output(deviceSchema)
  .query(({ ctx, input }) => ctx.services.devices.find(actorOf(ctx), input.id));
