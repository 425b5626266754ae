import { revokeOtherSessionsOutputSchema } from '@carillon/contracts/accounts';
import { userProcedure } from '../../base.ts';

export const revokeOtherSessions = userProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/auth/sessions',
      status: 200,
      tags: ['auth'],
      summary: 'End all other sessions',
      description:
        "The caller's own, in dashboards and apps, except the one that asks; their tokens stop working within a second, " +
        'on every process.',
    },
  })
  .output(revokeOtherSessionsOutputSchema)
  .mutation(async ({ ctx }) => ({ ended: await ctx.services.auth.sessions.revokeOthers(ctx.caller) }));
