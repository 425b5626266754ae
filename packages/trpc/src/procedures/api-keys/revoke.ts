import { apiKeyRefInputSchema } from '@carillon/contracts/api-keys';
import { z } from 'zod';
import { adminProcedure } from '../../base.ts';

export const revoke = adminProcedure
  .meta({
    rest: {
      method: 'DELETE',
      path: '/api-keys/{id}',
      status: 204,
      tags: ['api keys'],
      summary: 'Revoke an API key',
      description:
        'Anybody’s. It is refused from the next request on, by every process; what it sent before goes on. A second time ' +
        'changes nothing. Administrators only.',
    },
  })
  .input(apiKeyRefInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.auth.apiKeys.revoke(ctx.caller, input.id));
