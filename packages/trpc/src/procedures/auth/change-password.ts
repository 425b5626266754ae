import { changePasswordInputSchema } from '@carillon/contracts/accounts';
import { z } from 'zod';
import { userProcedure } from '../../base.ts';

export const changePassword = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/auth/password',
      status: 204,
      tags: ['auth'],
      summary: 'Change the password',
      description:
        'Ends all other sessions of the account within a second, on every process. Rate limited by account.',
    },
  })
  .input(changePasswordInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.auth.accounts.changePassword(ctx.caller, input));
