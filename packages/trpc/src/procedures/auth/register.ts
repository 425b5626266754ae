import { registerInputSchema, tokenPairSchema } from '@carillon/contracts/accounts';
import { publicProcedure } from '../../base.ts';

export const register = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/register',
      status: 201,
      tags: ['auth'],
      summary: 'Make an account and sign in',
      description:
        'The first account of an installation becomes its administrator. Rate limited by address. Who may register is ' +
        "the server's setting REGISTRATION.",
    },
  })
  .input(registerInputSchema)
  .output(tokenPairSchema)
  .mutation(async ({ ctx, input }) => {
    const { accounts, tokens } = ctx.services.auth;
    return tokens.issuePair(await accounts.register(input, { kind: 'app', client: ctx.client }));
  });
