import { devicePreferencesSchema, updateDevicePreferencesInputSchema } from '@carillon/contracts/preferences';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const updatePreferences = userProcedure
  .meta({
    rest: {
      method: 'PUT',
      path: '/devices/{id}/preferences',
      status: 200,
      tags: ['devices', 'preferences'],
      summary: 'Change a device’s preferences',
      description:
        'Changes what is given and leaves the rest; null lets the device do again as its person does. Quiet hours that are ' +
        'not `enabled` mean that this device has none, whatever its person has. Only the owner may.',
    },
  })
  .input(updateDevicePreferencesInputSchema)
  .output(devicePreferencesSchema)
  .mutation(async ({ ctx, input: { id, ...changes } }) => {
    const device = await ctx.services.devices.find(actorOf(ctx), id);
    return ctx.services.preferences.updateForDevice(sendContextOf(ctx), device, changes);
  });
