import { listTopicsInputSchema, listTopicsOutputSchema } from '@carillon/contracts/topics';
import { scopedProcedure } from '../../base.ts';

export const list = scopedProcedure('topics:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/topics',
      status: 200,
      tags: ['topics'],
      summary: 'List topics',
      description:
        'In the order of their names, with how many people belong to each, and whether the caller does.',
    },
  })
  .input(listTopicsInputSchema)
  .output(listTopicsOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.topics.list(ctx.caller, input);
    return { topics: [...items], nextCursor };
  });
