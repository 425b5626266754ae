import type { EncryptionStatus } from '@carillon/contracts/installation';
import type { Actor } from '../devices/actor.ts';
import type { AuditStore } from '../ports.ts';
import { encryptionStatus, type ReencryptionParts, requestReencryption } from './reencryption.ts';

export interface VaultParts extends Omit<ReencryptionParts, 'log'> {
  readonly audit: AuditStore;
}

/** TOK-3 for administrators; the procedures that call it see to that. */
export interface Vault {
  status(): Promise<EncryptionStatus>;
  /** Asks the workers to encrypt everything with the first key, and answers where that stands. */
  reencrypt(actor: Actor): Promise<EncryptionStatus>;
}

export function createVault(parts: VaultParts): Vault {
  return {
    status: () => encryptionStatus(parts),
    reencrypt: async ({ userId, ipAddress, requestId }) => {
      await requestReencryption(parts);
      await parts.audit.record({
        userId,
        action: 'encryption.reencrypt',
        targetType: 'installation',
        targetId: 'encryption',
        ipAddress,
        requestId,
        details: { key_id: parts.keyRing.primaryKeyId },
      });
      return encryptionStatus(parts);
    },
  };
}
