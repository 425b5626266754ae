import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { subscribeInputSchema, subscribeOutputSchema } from '@carillon/contracts/web-push';
import { optionalUserProcedure } from '../../base.ts';
import { actorOrAnonymous } from '../actor.ts';

export const subscribe = optionalUserProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/push/subscribe',
      status: 201,
      tags: ['web push'],
      summary: 'Register a browser’s subscription',
      description:
        'Takes `PushSubscription.toJSON()`. The same endpoint again is the same subscription; with the same keys it moves ' +
        'to the account that is signed in now, with other keys it is refused (409). Without credentials only where the ' +
        'server is configured so, and then for broadcasts alone. Rate limited by account or address.',
    },
  })
  .input(subscribeInputSchema)
  .output(subscribeOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices } = ctx.services;
    await auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    const call = { ...input, userAgent: input.userAgent ?? ctx.client.userAgent ?? undefined };
    const subscribed = await devices.subscribe(actorOrAnonymous(ctx), call);
    if (ctx.caller !== null) await auth.sessions.bindDevice(ctx.caller, subscribed.deviceId);
    return subscribed;
  });
