import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { registerDeviceTokenInputSchema, registerDeviceTokenOutputSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const register = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/notifications/device-tokens',
      status: 201,
      tags: ['devices'],
      summary: 'Register or rotate a push token',
      description:
        'For apps that know tokens rather than devices: an installation that is not registered yet becomes an iOS ' +
        'device. A different token than the stored one rotates. Rate limited by account.',
    },
  })
  .input(registerDeviceTokenInputSchema)
  .output(registerDeviceTokenOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices } = ctx.services;
    await auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    const { answer, deviceId } = await devices.registerDeviceToken(actorOf(ctx), input);
    await auth.sessions.bindDevice(ctx.caller, deviceId);
    return answer;
  });
