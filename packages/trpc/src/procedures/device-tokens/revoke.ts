import { revokeDeviceTokenInputSchema } from '@carillon/contracts/devices';
import { z } from 'zod';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const revoke = userProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/notifications/device-tokens/{device_id}',
      status: 204,
      tags: ['devices'],
      summary: 'Revoke the push token of an installation',
      description:
        'On logout: the device stays registered, without push. 404 when it has no active token, never a silent success. ' +
        'With `generation`, a registration that was sent earlier and arrives later is refused.',
    },
  })
  .input(revokeDeviceTokenInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.devices.revokeDeviceToken(actorOf(ctx), input));
