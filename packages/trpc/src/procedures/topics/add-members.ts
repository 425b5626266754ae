import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { topicMembersInputSchema, topicMembersOutputSchema } from '@carillon/contracts/topics';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const addMembers = scopedProcedure('topics:write')
  .meta({
    rest: {
      method: 'POST',
      path: '/topics/{topic}/members',
      status: 200,
      tags: ['topics'],
      summary: 'Join a topic, or add people to it',
      description:
        'Without a body the caller joins. Administrators add anybody by `user_ids` or `external_ids`; others only themselves. ' +
        '`changed` counts those who did not belong to it before. All of them are added or none. Rate limited by caller.',
    },
  })
  .input(topicMembersInputSchema)
  .output(topicMembersOutputSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('topics', rateLimitSubject(ctx.caller, ctx.client));
    return { changed: await ctx.services.topics.addMembers(sendContextOf(ctx), input) };
  });
