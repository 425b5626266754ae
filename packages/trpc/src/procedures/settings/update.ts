import { settingsSchema, updateSettingsInputSchema } from '@carillon/contracts/installation';
import { adminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const update = adminProcedure
  .meta({
    rest: {
      method: 'PUT',
      path: '/settings',
      status: 200,
      tags: ['settings'],
      summary: 'Change the settings',
      description:
        'What is left out stays as it is. Workers honour a switch within a second: what is not sent for it is recorded as ' +
        '`suppressed`, and is not sent later. Each change goes to the audit log. Administrators only.',
    },
  })
  .input(updateSettingsInputSchema)
  .output(settingsSchema)
  .mutation(async ({ ctx, input }) => {
    const { sending } = ctx.services;
    if (input.sending === undefined) return { sending: await sending.read() };
    return { sending: await sending.update(actorOf(ctx), input.sending) };
  });
