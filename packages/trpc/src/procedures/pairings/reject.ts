import { pairingCodeInputSchema, pairingStatusSchema } from '@carillon/contracts/pairing';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const reject = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/pairings/reject',
      status: 200,
      tags: ['auth'],
      summary: 'Reject a pairing',
      description:
        'Answers what the app learns when it asks. The code is of no more use then. 404 when nothing waits under it; wrong codes ' +
        'are limited as in the look-up. Goes to the audit log.',
    },
  })
  .input(pairingCodeInputSchema)
  .output(pairingStatusSchema)
  .mutation(({ ctx, input }) => ctx.services.pairings.reject(actorOf(ctx), input.code));
