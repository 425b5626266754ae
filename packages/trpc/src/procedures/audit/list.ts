import { listAuditEventsInputSchema, listAuditEventsOutputSchema } from '@carillon/contracts/audit';
import { scopedAdminProcedure } from '../../base.ts';

export const list = scopedAdminProcedure('audit:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/audit',
      status: 200,
      tags: ['audit'],
      summary: 'Read the audit log',
      description:
        'Security events, newest first: who did what to which object, from where, by which request. `action` restricts to ' +
        'codes that begin with it (`auth.`, `device.revoked`), `user_id` to who acted, `target_id` to what it happened to, ' +
        '`from` (inclusive) and `to` (exclusive) to a time. Administrators only.',
    },
  })
  .input(listAuditEventsInputSchema)
  .output(listAuditEventsOutputSchema)
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await ctx.services.audit.list(input);
    return { events: [...items], nextCursor };
  });
