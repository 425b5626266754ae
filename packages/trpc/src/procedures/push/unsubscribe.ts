import { unsubscribeInputSchema } from '@carillon/contracts/web-push';
import { z } from 'zod';
import { optionalUserProcedure } from '../../base.ts';
import { actorOrAnonymous } from '../actor.ts';

export const unsubscribe = optionalUserProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/push/subscribe',
      status: 204,
      tags: ['web push'],
      summary: 'End a subscription',
      description:
        'By `endpoint` or `id`, in the body or the query. Only the owner or an administrator; an anonymous subscription ' +
        'is ended by whoever knows its endpoint. 404 when there is none.',
    },
  })
  .input(unsubscribeInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.devices.unsubscribe(actorOrAnonymous(ctx), input));
