import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { topicRefInputSchema } from '@carillon/contracts/topics';
import { scopedAdminProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const deleteTopic = scopedAdminProcedure('topics:write')
  .meta({
    rest: {
      method: 'DELETE',
      path: '/topics/{topic}',
      status: 204,
      tags: ['topics'],
      summary: 'Delete a topic',
      description:
        'Its members keep their devices and what they already got; a message that is scheduled for it goes to nobody. ' +
        'Administrators only.',
    },
  })
  .input(topicRefInputSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('topics', rateLimitSubject(ctx.caller, ctx.client));
    await ctx.services.topics.remove(sendContextOf(ctx), input.topic);
  });
