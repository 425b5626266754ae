import { settingsSchema } from '@carillon/contracts/installation';
import { adminProcedure } from '../../base.ts';

export const get = adminProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/settings',
      status: 200,
      tags: ['settings'],
      summary: 'Read the settings',
      description: 'Whether sending is on, as a whole and for each way to devices. Administrators only.',
    },
  })
  .output(settingsSchema)
  .query(async ({ ctx }) => ({ sending: await ctx.services.sending.read() }));
