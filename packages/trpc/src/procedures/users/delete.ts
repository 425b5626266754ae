import { userRefInputSchema } from '@carillon/contracts/users';
import { z } from 'zod';
import { adminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const deleteUser = adminProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/users/{id}',
      status: 204,
      tags: ['users'],
      summary: 'Delete a user',
      description:
        'With all their devices, push tokens, sessions, API keys, preferences and the history of what their devices got; ' +
        '`GET /users/{id}/holdings` counts it before. What they sent to others stays, without their name. It cannot be undone. ' +
        '409 `last_admin` for the only enabled administrator. Goes to the audit log. Administrators only.',
    },
  })
  .input(userRefInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.administration.delete(actorOf(ctx), input.id));
