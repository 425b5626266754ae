import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { resubscribeInputSchema, subscribeOutputSchema } from '@carillon/contracts/web-push';
import { publicProcedure } from '../../base.ts';

export const resubscribe = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/push/resubscribe',
      status: 200,
      tags: ['web push'],
      summary: 'Replace a subscription that the browser changed',
      description:
        'For a service worker on `pushsubscriptionchange`. The old endpoint and its `auth` secret are the proof, so that ' +
        'it works after the session ended too. 404 when they fit no active subscription. Rate limited by address.',
    },
  })
  .input(resubscribeInputSchema)
  .output(subscribeOutputSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('subscribe', rateLimitSubject(null, ctx.client));
    return ctx.services.devices.resubscribe(input);
  });
