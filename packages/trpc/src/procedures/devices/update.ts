import { deviceSchema, updateDeviceInputSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const update = userProcedure
  .meta({
    rest: {
      method: 'PATCH',
      path: '/devices/{id}',
      status: 200,
      tags: ['devices'],
      summary: 'Rename, tag or mute a device',
      description:
        'Changes what is given and leaves the rest. `muted_until` keeps messages from the device until then; null ends ' +
        'that. Only the owner may.',
    },
  })
  .input(updateDeviceInputSchema)
  .output(deviceSchema)
  .mutation(({ ctx, input }) => ctx.services.devices.update(actorOf(ctx), input));
