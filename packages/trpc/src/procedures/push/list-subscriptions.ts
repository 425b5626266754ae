import { listSubscriptionsInputSchema, listSubscriptionsOutputSchema } from '@carillon/contracts/web-push';
import { scopedAdminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const listSubscriptions = scopedAdminProcedure('devices:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/push/subscriptions',
      status: 200,
      tags: ['web push'],
      summary: 'List all subscriptions',
      description:
        "Everybody's, newest first; active ones, or with `status=all` ended ones too. Endpoints are shortened to their " +
        'first 30 and last 20 characters, because a whole one is a capability. Administrators only.',
    },
  })
  .input(listSubscriptionsInputSchema)
  .output(listSubscriptionsOutputSchema)
  .query(({ ctx, input }) => ctx.services.devices.listSubscriptions(actorOf(ctx), input));
