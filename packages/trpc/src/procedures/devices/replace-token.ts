import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { replaceTokenInputSchema, replaceTokenOutputSchema } from '@carillon/contracts/devices';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const replaceToken = userProcedure
  .meta({
    rest: {
      method: 'PUT',
      path: '/devices/{id}/token',
      status: 200,
      tags: ['devices'],
      summary: 'Replace the push token of a device',
      description:
        'The device must be active; a revoked one registers again. The same token again only confirms it. Rate limited ' +
        'by account.',
    },
  })
  .input(replaceTokenInputSchema)
  .output(replaceTokenOutputSchema)
  .mutation(async ({ ctx, input }) => {
    await ctx.services.auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    await ctx.services.devices.replaceToken(actorOf(ctx), input);
    return { success: true };
  });
