import { listApiKeysInputSchema, listApiKeysOutputSchema } from '@carillon/contracts/api-keys';
import { adminProcedure } from '../../base.ts';

export const list = adminProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/api-keys',
      status: 200,
      tags: ['api keys'],
      summary: 'List API keys',
      description:
        'Everybody’s, newest first, revoked and expired ones too; never their values. `suspended` is one whose maker is not an ' +
        'enabled administrator at present. Administrators only.',
    },
  })
  .input(listApiKeysInputSchema)
  .output(listApiKeysOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.auth.apiKeys.list(input);
    return { apiKeys: [...items], nextCursor };
  });
