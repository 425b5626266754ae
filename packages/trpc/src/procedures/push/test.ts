import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { ownTestInputSchema, testSendOutputSchema } from '@carillon/contracts/notifications';
import { userProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const test = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/push/test',
      status: 202,
      tags: ['web push'],
      summary: 'Send a test to all own devices',
      description:
        'To every active device of the caller. 409 when there is none, since nothing would be seen. Rate limited by sender.',
    },
  })
  .input(ownTestInputSchema)
  .output(testSendOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, notifications } = ctx.services;
    await auth.limits.charge('sending', rateLimitSubject(ctx.caller, ctx.client));
    const context = sendContextOf(ctx);
    return { notificationId: await notifications.sendOwnTest(context, input) };
  });
