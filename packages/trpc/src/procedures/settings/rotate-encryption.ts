import { encryptionStatusSchema } from '@carillon/contracts/installation';
import { adminProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const rotateEncryption = adminProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/settings/encryption/rotate',
      status: 202,
      tags: ['settings'],
      summary: 'Encrypt push tokens with the first key',
      description:
        'Workers move every token and sealed setting to the first key of `TOKEN_ENCRYPTION_KEYS`, while sending goes on. ' +
        '`GET /settings/encryption` shows how far they are; when nothing remains, older keys can be taken out of the ring. ' +
        'Administrators only.',
    },
  })
  .output(encryptionStatusSchema)
  .mutation(({ ctx }) => ctx.services.vault.reencrypt(actorOf(ctx)));
