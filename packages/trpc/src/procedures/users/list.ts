import { listUsersInputSchema, listUsersOutputSchema } from '@carillon/contracts/users';
import { scopedAdminProcedure } from '../../base.ts';

export const list = scopedAdminProcedure('users:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/users',
      status: 200,
      tags: ['users'],
      summary: 'List users',
      description:
        'Everybody with an account, newest first, with the number of their active devices. `search` looks through email, ' +
        'name and external id. Administrators only.',
    },
  })
  .input(listUsersInputSchema)
  .output(listUsersOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.users.list(input);
    return { users: [...items], nextCursor };
  });
