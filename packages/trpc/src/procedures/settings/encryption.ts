import { encryptionStatusSchema } from '@carillon/contracts/installation';
import { adminProcedure } from '../../base.ts';

export const encryption = adminProcedure
  .meta({
    rest: {
      method: 'GET',
      path: '/settings/encryption',
      status: 200,
      tags: ['settings'],
      summary: 'Read which keys encrypt push tokens',
      description:
        'How many active tokens each key of the key ring encrypts, and how many are still to move to the first one. ' +
        'Administrators only.',
    },
  })
  .output(encryptionStatusSchema)
  .query(({ ctx }) => ctx.services.vault.status());
