import { updateUserInputSchema, userEntrySchema } from '@carillon/contracts/users';
import { adminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const update = adminProcedure
  .meta({
    rest: {
      method: 'PATCH',
      path: '/users/{id}',
      status: 200,
      tags: ['users'],
      summary: 'Change a user’s role, disable or enable them',
      description:
        'Takes effect with the next request, on every process. Disabling ends all sessions and API keys of the user for good; ' +
        'while it lasts, nobody signs in, agents are refused, and the user’s devices get no messages. 409 `last_admin` when no ' +
        'enabled administrator would be left. Goes to the audit log. Administrators only.',
    },
  })
  .input(updateUserInputSchema)
  .output(userEntrySchema)
  .mutation(({ ctx, input }) => ctx.services.administration.update(actorOf(ctx), input));
