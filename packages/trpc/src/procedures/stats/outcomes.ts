import { outcomeHistoryInputSchema, outcomeHistorySchema } from '@carillon/contracts/installation';
import { scopedAdminProcedure } from '../../base.ts';

export const outcomes = scopedAdminProcedure('notifications:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/stats/outcomes',
      status: 200,
      tags: ['stats'],
      summary: 'Count outcomes over time',
      description:
        'How attempts ended between `from` and `to` (now if left out), by the way to the device. Intervals begin at five ' +
        'minutes and widen with the range, so that there are at most 300; those without an attempt are left out. ' +
        'Administrators only.',
    },
  })
  .input(outcomeHistoryInputSchema)
  .output(outcomeHistorySchema)
  .query(({ ctx, input }) => ctx.services.outcomes.read(input));
