import { userEntrySchema, userRefInputSchema } from '@carillon/contracts/users';
import { scopedAdminProcedure } from '../../base.ts';

export const get = scopedAdminProcedure('users:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/users/{id}',
      status: 200,
      tags: ['users'],
      summary: 'Read a user',
      description:
        'An account with the number of its active devices. Administrators, and API keys with the scope `users:read`.',
    },
  })
  .input(userRefInputSchema)
  .output(userEntrySchema)
  .query(({ ctx, input }) => ctx.services.administration.get(input.id));
