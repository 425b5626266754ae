import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { createTopicInputSchema, topicSchema } from '@carillon/contracts/topics';
import { scopedAdminProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const create = scopedAdminProcedure('topics:write')
  .meta({
    rest: {
      method: 'POST',
      path: '/topics',
      status: 201,
      tags: ['topics'],
      summary: 'Create a topic',
      description:
        'A named group of people that messages are addressed to. 409 when the name is taken. Administrators only.',
    },
  })
  .input(createTopicInputSchema)
  .output(topicSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('topics', rateLimitSubject(ctx.caller, ctx.client));
    return ctx.services.topics.create(sendContextOf(ctx), input);
  });
