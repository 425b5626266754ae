import { preferencesSchema, updatePreferencesInputSchema } from '@carillon/contracts/preferences';
import { userProcedure } from '../../base.ts';

export const update = userProcedure
  .meta({
    rest: {
      method: 'PUT',
      path: '/preferences',
      status: 200,
      tags: ['preferences'],
      summary: 'Change your preferences',
      description:
        'Changes what is given and leaves the rest. Quiet hours run from `start` until before `end` on the clock of ' +
        '`time_zone`, over midnight when `start` is the later one; critical messages come all the same while ' +
        '`critical_override` is on. A message that is kept away is recorded with its reason, and not sent later.',
    },
  })
  .input(updatePreferencesInputSchema)
  .output(preferencesSchema)
  .mutation(({ ctx, input }) => ctx.services.preferences.update(ctx.caller.userId, input));
