import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { publishEventInputSchema } from '@carillon/contracts/events';
import { sendOutputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from '../notifications/send-context.ts';

export const publish = scopedProcedure('notifications:send')
  .meta({
    rest: {
      method: 'POST',
      path: '/events',
      status: 202,
      tags: ['events'],
      summary: 'Publish an event',
      description:
        'The hook for an event pipeline: an event becomes a notification, whose category is the event’s `type`, so that ' +
        'people choose which events they want; without `title` the type makes one, and `source` is its subtitle. ' +
        'Administrators and API keys reach `user_ids`, or everybody when there are none; others themselves. ' +
        '`Idempotency-Key` as for notifications. Rate limited by sender, together with notifications.',
    },
  })
  .input(publishEventInputSchema)
  .output(sendOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, notifications } = ctx.services;
    await auth.limits.charge('sending', rateLimitSubject(ctx.caller, ctx.client));
    return notifications.publishEvent(sendContextOf(ctx), input);
  });
