import { deviceSchema } from '@carillon/contracts/devices';
import { pairingCodeInputSchema } from '@carillon/contracts/pairing';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const confirm = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/pairings/confirm',
      status: 200,
      tags: ['auth'],
      summary: 'Approve a pairing',
      description:
        'Registers the device that asks for the caller, as `POST /devices` does, and lets it sign in as them. 404 when nothing ' +
        'waits under the code; wrong ones are limited as in the look-up. Goes to the audit log.',
    },
  })
  .input(pairingCodeInputSchema)
  .output(deviceSchema)
  .mutation(({ ctx, input }) => ctx.services.pairings.confirm(actorOf(ctx), input.code));
