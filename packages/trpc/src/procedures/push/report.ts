import { reportReceiptInputSchema } from '@carillon/contracts/web-push';
import { z } from 'zod';
import { publicProcedure } from '../../base.ts';

export const report = publicProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/push/receipts',
      status: 204,
      tags: ['web push'],
      summary: 'Report what became of a message',
      description:
        'Called by the device. `receipt` came inside the encrypted message and is the only credential. Reporting again, ' +
        'or less than is known already, changes nothing.',
    },
  })
  .input(reportReceiptInputSchema)
  .output(z.void())
  .mutation(({ ctx, input }) => ctx.services.notifications.report(input));
