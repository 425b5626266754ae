import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { deviceRefInputSchema } from '@carillon/contracts/devices';
import { testSendOutputSchema } from '@carillon/contracts/notifications';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const test = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices/{id}/test',
      status: 202,
      tags: ['devices'],
      summary: 'Send a test to a device',
      description:
        'Sends a short message; `notification_id` leads to what became of it. 409 when the device has been revoked. Rate ' +
        'limited by sender.',
    },
  })
  .input(deviceRefInputSchema)
  .output(testSendOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices, notifications } = ctx.services;
    await auth.limits.charge('sending', rateLimitSubject(ctx.caller, ctx.client));
    // The registry answers for what is not the caller's, and writes it to the audit log (REG-13).
    const device = await devices.find(actorOf(ctx), input.id);
    const context = sendContextOf(ctx);
    return { notificationId: await notifications.sendDeviceTest(context, device.id) };
  });
