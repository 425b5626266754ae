import { pairingCodeInputSchema, pairingRequestSchema } from '@carillon/contracts/pairing';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const find = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/pairings/lookup',
      status: 200,
      tags: ['auth'],
      summary: 'What waits under a code',
      description:
        'For the person who has the code, before they decide: which app asks, and from where. Changes nothing. 404 when ' +
        'nothing waits under it. After five wrong codes in a quarter of an hour no more are looked at.',
    },
  })
  .input(pairingCodeInputSchema)
  .output(pairingRequestSchema)
  .mutation(({ ctx, input }) => ctx.services.pairings.find(actorOf(ctx), input.code));
