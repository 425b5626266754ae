import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { topicMembersInputSchema, topicMembersOutputSchema } from '@carillon/contracts/topics';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const removeMembers = scopedProcedure('topics:write')
  .meta({
    rest: {
      method: 'DELETE',
      path: '/topics/{topic}/members',
      status: 200,
      tags: ['topics'],
      summary: 'Leave a topic, or remove people from it',
      description:
        'Without `user_ids` and `external_ids`, in body or query, the caller leaves. Administrators remove anybody; others ' +
        'only themselves. `changed` counts those who belonged to it before. Rate limited by caller.',
    },
  })
  .input(topicMembersInputSchema)
  .output(topicMembersOutputSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('topics', rateLimitSubject(ctx.caller, ctx.client));
    return { changed: await ctx.services.topics.removeMembers(sendContextOf(ctx), input) };
  });
