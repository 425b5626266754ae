import { createPairingInputSchema, createPairingOutputSchema } from '@carillon/contracts/pairing';
import { publicProcedure } from '../../base.ts';

export const create = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/pairings',
      status: 201,
      tags: ['auth'],
      summary: 'Ask to be paired',
      description:
        'For an app whose person is signed in to the dashboard. Show them `code`, which they type in there within ' +
        '`expires_in` seconds, and keep `verifier`: with it alone the app learns the outcome and gets its tokens. Rate ' +
        'limited by address.',
    },
  })
  .input(createPairingInputSchema)
  .output(createPairingOutputSchema)
  .mutation(({ ctx, input }) => ctx.services.pairings.create(input, ctx));
