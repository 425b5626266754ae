import { exchangePairingOutputSchema, pairingVerifierInputSchema } from '@carillon/contracts/pairing';
import { publicProcedure } from '../../base.ts';

export const exchange = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/pairings/{id}/exchange',
      status: 200,
      tags: ['auth'],
      summary: 'Exchange an approved pairing for tokens',
      description:
        'Signs the app in as the person who approved it, once: tokens as after signing in, of a session that belongs to the ' +
        'device, and the device. 409 `pairing_not_open` before it is approved, and when it was rejected, expired or exchanged.',
    },
  })
  .input(pairingVerifierInputSchema)
  .output(exchangePairingOutputSchema)
  .mutation(({ ctx, input }) => ctx.services.pairings.exchange(input, ctx));
