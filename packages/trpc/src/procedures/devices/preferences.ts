import { devicePreferencesInputSchema, devicePreferencesSchema } from '@carillon/contracts/preferences';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const preferences = userProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/devices/{id}/preferences',
      status: 200,
      tags: ['devices', 'preferences'],
      summary: 'Read a device’s preferences',
      description:
        'Where the device differs from its person, null where it does not, and what is `effective` in the end. An agent has ' +
        'no quiet hours but its own. Somebody else’s device is 403, except to administrators.',
    },
  })
  .input(devicePreferencesInputSchema)
  .output(devicePreferencesSchema)
  .query(async ({ ctx, input }) => {
    const device = await ctx.services.devices.find(actorOf(ctx), input.id);
    return ctx.services.preferences.findForDevice(device);
  });
