import { listSessionsOutputSchema } from '@carillon/contracts/accounts';
import { userProcedure } from '../../base.ts';

export const listSessions = userProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/auth/sessions',
      status: 200,
      tags: ['auth'],
      summary: 'List live sessions',
      description: "The caller's own sessions in dashboards and apps, newest first.",
    },
  })
  .output(listSessionsOutputSchema)
  .query(async ({ ctx }) => ({ sessions: await ctx.services.auth.sessions.list(ctx.caller) }));
