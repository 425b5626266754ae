import { listTopicMembersInputSchema, listTopicMembersOutputSchema } from '@carillon/contracts/topics';
import { scopedAdminProcedure } from '../../base.ts';

export const members = scopedAdminProcedure('topics:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/topics/{topic}/members',
      status: 200,
      tags: ['topics'],
      summary: 'List members of a topic',
      description: 'Who belongs to it, with their addresses. Administrators only.',
    },
  })
  .input(listTopicMembersInputSchema)
  .output(listTopicMembersOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.topics.listMembers(ctx.caller, input);
    return { members: [...items], nextCursor };
  });
