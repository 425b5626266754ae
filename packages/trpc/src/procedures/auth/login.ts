import { loginInputSchema, tokenPairSchema } from '@carillon/contracts/accounts';
import { publicProcedure } from '../../base.ts';

export const login = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/login',
      status: 200,
      tags: ['auth'],
      summary: 'Sign in',
      description:
        'Answers an access token for 15 minutes and a refresh token for 30 days. A wrong email and a wrong password ' +
        'give the same answer. Rate limited by account and by address.',
    },
  })
  .input(loginInputSchema)
  .output(tokenPairSchema)
  .mutation(async ({ ctx, input }) => {
    const { accounts, tokens } = ctx.services.auth;
    return tokens.issuePair(await accounts.login(input, { kind: 'app', client: ctx.client }));
  });
