import { vapidPublicKeyOutputSchema } from '@carillon/contracts/web-push';
import { publicProcedure } from '../../base.ts';

export const vapidPublicKey = publicProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/push/vapid-public-key',
      status: 200,
      tags: ['web push'],
      summary: 'The key that browsers subscribe with',
      description:
        "The `applicationServerKey` of `PushManager.subscribe()`: the public half of this server's VAPID pair (RFC 8292), " +
        'base64url. No credentials needed.',
    },
  })
  .output(vapidPublicKeyOutputSchema)
  .query(async ({ ctx }) => ({ publicKey: await ctx.services.devices.vapidPublicKey() }));
