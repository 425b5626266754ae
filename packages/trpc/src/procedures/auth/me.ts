import { meOutputSchema } from '@carillon/contracts/accounts';
import { userProcedure } from '../../base.ts';

export const me = userProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/auth/me',
      status: 200,
      tags: ['auth'],
      summary: 'Who is signed in',
      description: 'The account that the credentials of this request belong to.',
    },
  })
  .output(meOutputSchema)
  .query(async ({ ctx }) => ({ user: await ctx.services.auth.accounts.me(ctx.caller) }));
