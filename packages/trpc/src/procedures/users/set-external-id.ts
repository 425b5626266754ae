import { setExternalIdInputSchema, userEntrySchema } from '@carillon/contracts/users';
import { scopedAdminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const setExternalId = scopedAdminProcedure('users:write')
  .meta({
    rest: {
      method: 'PUT',
      path: '/users/{id}/external-id',
      status: 200,
      tags: ['users'],
      summary: "Set a user's external id",
      description:
        'The user’s id in your own system, by which messages can be addressed (`external_ids`); null takes it away. 409 when ' +
        'another user has it. Goes to the audit log. Administrators only.',
    },
  })
  .input(setExternalIdInputSchema)
  .output(userEntrySchema)
  .mutation(({ ctx, input }) => ctx.services.users.setExternalId(actorOf(ctx), input));
