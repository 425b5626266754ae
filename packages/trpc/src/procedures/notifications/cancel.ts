import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { cancelOutputSchema, notificationRefInputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from './send-context.ts';

export const cancel = scopedProcedure('notifications:send')
  .meta({
    rest: {
      method: 'POST',
      path: '/notifications/{id}/cancel',
      status: 200,
      tags: ['notifications'],
      summary: 'Cancel a notification',
      description:
        'What is scheduled is never sent, and what waits for its turn or for another try is not sent any more; attempts that ' +
        'are under way end as they would have. `cancelled` counts the devices that do not get it, `already_sent` all others. ' +
        'Asking again answers the same; 409 when the notification is done. For its sender and administrators.',
    },
  })
  .input(notificationRefInputSchema)
  .output(cancelOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, notifications } = ctx.services;
    await auth.limits.charge('sending', rateLimitSubject(ctx.caller, ctx.client));
    return notifications.cancel(sendContextOf(ctx), input.id);
  });
