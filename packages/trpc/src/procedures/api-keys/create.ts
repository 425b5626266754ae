import { createApiKeyInputSchema, createApiKeyOutputSchema } from '@carillon/contracts/api-keys';
import { adminProcedure } from '../../base.ts';

export const create = adminProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/api-keys',
      status: 201,
      tags: ['api keys'],
      summary: 'Create an API key',
      description:
        'For a server of yours. `key` is in this answer and in no other: keep it where the server’s other secrets are. It acts ' +
        'for the administrator who makes it, as far as its scopes go, and stops working when they are no longer one. ' +
        'Administrators only; no key makes keys.',
    },
  })
  .input(createApiKeyInputSchema)
  .output(createApiKeyOutputSchema)
  .mutation(({ ctx, input }) => ctx.services.auth.apiKeys.create(ctx.caller, input));
