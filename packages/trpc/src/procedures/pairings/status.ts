import { pairingStatusSchema, pairingVerifierInputSchema } from '@carillon/contracts/pairing';
import { publicProcedure } from '../../base.ts';

export const status = publicProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/auth/pairings/{id}',
      status: 200,
      tags: ['auth'],
      summary: 'What became of a pairing',
      description:
        'For the app that asked; a few seconds between questions are plenty. `approved`: exchange it now, within a minute at ' +
        'the least. An unknown id and a wrong verifier are both 404, and five wrong ones end the pairing.',
    },
  })
  .input(pairingVerifierInputSchema)
  .output(pairingStatusSchema)
  .query(({ ctx, input }) => ctx.services.pairings.status(input, ctx));
