import { preferencesSchema } from '@carillon/contracts/preferences';
import { userProcedure } from '../../base.ts';

export const get = userProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/preferences',
      status: 200,
      tags: ['preferences'],
      summary: 'Read your preferences',
      description:
        '`categories`: those that you want; null stands for all, an empty list for none, and a message without a category ' +
        'always comes. `quiet_hours`: when messages stay away from your devices, null for never. `sound`: whether they are ' +
        'heard. Whoever never said wants everything, at any time, with sound.',
    },
  })
  .output(preferencesSchema)
  .query(({ ctx }) => ctx.services.preferences.find(ctx.caller.userId));
