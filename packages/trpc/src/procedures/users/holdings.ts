import { userHoldingsSchema, userRefInputSchema } from '@carillon/contracts/users';
import { scopedAdminProcedure } from '../../base.ts';

export const holdings = scopedAdminProcedure('users:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/users/{id}/holdings',
      status: 200,
      tags: ['users'],
      summary: 'What deleting a user would take away',
      description:
        'How many devices, live sessions, API keys and memberships of topics the user has. Administrators, and API keys with ' +
        'the scope `users:read`.',
    },
  })
  .input(userRefInputSchema)
  .output(userHoldingsSchema)
  .query(({ ctx, input }) => ctx.services.administration.holdings(input.id));
