import { revokeSessionInputSchema } from '@carillon/contracts/accounts';
import { z } from 'zod';
import { userProcedure } from '../../base.ts';

export const revokeSession = userProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/auth/sessions/{id}',
      status: 204,
      tags: ['auth'],
      summary: 'End a session',
      description:
        "One of the caller's own; its tokens stop working within a second, on every process. 404 for a session that " +
        'is not theirs or has ended.',
    },
  })
  .input(revokeSessionInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.auth.sessions.revoke(ctx.caller, input.id));
