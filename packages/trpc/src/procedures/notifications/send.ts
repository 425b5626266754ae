import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { sendNotificationInputSchema, sendOutputSchema } from '@carillon/contracts/notifications';
import { scopedProcedure } from '../../base.ts';
import { sendContextOf } from './send-context.ts';

export const send = scopedProcedure('notifications:send')
  .meta({
    rest: {
      method: 'POST',
      path: '/notifications',
      status: 202,
      tags: ['notifications'],
      summary: 'Send a notification',
      description:
        'Answers when the notification is durable; workers send it. Administrators send to anyone, others to devices of ' +
        'their own; `tags` of a member mean their own devices. With `send_at` it is `scheduled`: the audience is authorised ' +
        'now and looked up then, and `ttl_seconds` count from then. The same `Idempotency-Key` gives the same notification ' +
        'and sends once; with another body it is 409. 413 when a provider that it would go to cannot take that much. Rate ' +
        'limited by sender.',
    },
  })
  .input(sendNotificationInputSchema)
  .output(sendOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, notifications } = ctx.services;
    await auth.limits.charge('sending', rateLimitSubject(ctx.caller, ctx.client));
    return notifications.send(sendContextOf(ctx), input);
  });
