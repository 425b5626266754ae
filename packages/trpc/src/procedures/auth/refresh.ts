import { refreshInputSchema, tokenPairSchema } from '@carillon/contracts/accounts';
import { publicProcedure } from '../../base.ts';

export const refresh = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/refresh',
      status: 200,
      tags: ['auth'],
      summary: 'Exchange a refresh token for a new pair',
      description:
        'A refresh token is good for one use. One that comes a second time was copied, so its session ends: refresh ' +
        'one at a time, and sign in again when an answer was lost.',
    },
  })
  .input(refreshInputSchema)
  .output(tokenPairSchema)
  .mutation(({ ctx, input }) => ctx.services.auth.tokens.refresh(input.refreshToken, ctx.client));
