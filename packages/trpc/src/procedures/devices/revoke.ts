import { deviceRefInputSchema } from '@carillon/contracts/devices';
import { z } from 'zod';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

const answer = {
  status: 204,
  tags: ['devices'],
  description:
    "By the server's id or the caller's own `device_id`. The device stays in the list as revoked; its push token is " +
    'erased, and sessions on it end within a second, on every process, except the one that makes this call. Revoking ' +
    'again changes nothing. Registering the device again makes it active anew.',
} as const;

export const revoke = userProcedure
  .meta({
    rest: [
      { ...answer, method: 'DELETE', path: '/devices/{id}', summary: 'Revoke a device' },
      { ...answer, method: 'POST', path: '/devices/{id}/revoke', summary: 'Revoke a device (as DELETE)' },
    ],
  })
  .input(deviceRefInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.devices.revoke(actorOf(ctx), input.id));
