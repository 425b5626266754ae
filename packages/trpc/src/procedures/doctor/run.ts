import { diagnosesSchema } from '@carillon/contracts/installation';
import { adminProcedure } from '../../base.ts';

export const run = adminProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/doctor',
      status: 200,
      tags: ['settings'],
      summary: 'Examine the installation',
      description:
        'Checks the database, the clock, the encryption keys and each configured provider, which it asks whether our ' +
        'credentials are accepted; nothing is sent to any device. Each finding says what to do. Administrators only.',
    },
  })
  .output(diagnosesSchema)
  .mutation(async ({ ctx }) => ({ checkedAt: new Date(), diagnoses: await ctx.services.doctor.examine() }));
