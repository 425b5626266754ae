import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { registerAnyDeviceInputSchema, registeredDeviceSchema } from '@carillon/contracts/agents';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const register = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices',
      status: 201,
      otherStatuses: [200],
      tags: ['devices', 'agents'],
      summary: 'Register a device, or an agent',
      description:
        'With `device_id` an installation of an app is registered, or brought up to date: 201 when it is new, 200 when ' +
        'it was known. A device that was revoked is active again. With `push_token` its token is set, rotated, or taken ' +
        'over from the account that was signed in on the phone before. `environment` is required for APNs. An older ' +
        '`generation` than the stored one is refused. With `device_name` instead, a new agent is made, and the answer ' +
        'holds its `secret`, which is shown this once. Rate limited by account.',
    },
  })
  .input(registerAnyDeviceInputSchema)
  .output(registeredDeviceSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices } = ctx.services;
    await auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    const { userAgent } = ctx.client;
    if (input.deviceName !== undefined) {
      const { deviceName, tags } = input;
      const agent = await devices.registerAgent(actorOf(ctx), { deviceName, tags, userAgent });
      return { ...agent.device, secret: agent.secret };
    }
    const { device, created } = await devices.register(actorOf(ctx), { ...input, userAgent });
    await auth.sessions.bindDevice(ctx.caller, device.id);
    ctx.reply.setStatus(created ? 201 : 200);
    return device;
  });
