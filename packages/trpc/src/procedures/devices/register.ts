import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { deviceSchema, registerDeviceInputSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const register = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices',
      status: 201,
      otherStatuses: [200],
      tags: ['devices'],
      summary: 'Register a device',
      description:
        'Registers an installation of an app under `device_id`, or brings it up to date: 201 when it is new, 200 when ' +
        'it was known. A device that was revoked is active again. With `push_token` its token is set, rotated, or taken ' +
        'over from the account that was signed in on the phone before. `environment` is required for APNs. An older ' +
        '`generation` than the stored one is refused. Rate limited by account.',
    },
  })
  .input(registerDeviceInputSchema)
  .output(deviceSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices } = ctx.services;
    await auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    const call = { ...input, userAgent: ctx.client.userAgent };
    const { device, created } = await devices.register(actorOf(ctx), call);
    await auth.sessions.bindDevice(ctx.caller, device.id);
    ctx.reply.setStatus(created ? 201 : 200);
    return device;
  });
