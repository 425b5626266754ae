import { topicRefInputSchema } from '@carillon/contracts/topics';
import { adminProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const deleteTopic = adminProcedure
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
    await ctx.services.auth.limits.charge('topics', `user:${ctx.caller.userId}`);
    await ctx.services.topics.remove(sendContextOf(ctx), input.topic);
  });
