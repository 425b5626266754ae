import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { estimateInputSchema, estimateOutputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from './send-context.ts';

export const estimate = scopedProcedure('notifications:send')
  .meta({
    rest: {
      method: 'POST',
      path: '/notifications/estimate',
      status: 200,
      tags: ['notifications'],
      summary: 'Count the devices of an audience',
      description:
        'How many devices a message to this audience would be delivered to now, and by which way. Sends nothing. Whoever may ' +
        'send to the audience may ask. Rate limited by caller.',
    },
  })
  .input(estimateInputSchema)
  .output(estimateOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, notifications } = ctx.services;
    await auth.limits.charge('estimate', rateLimitSubject(ctx.caller, ctx.client));
    return notifications.estimate(sendContextOf(ctx), input.audience);
  });
