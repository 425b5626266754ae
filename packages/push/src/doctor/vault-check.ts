import type { Diagnosis } from '@carillon/contracts/installation';
import type { SealedTokens, SettingStore } from '../ports.ts';
import type { KeyRing } from '../vault/keyring.ts';
import { encryptionStatus } from '../vault/reencryption.ts';
import { type Check, ok } from './doctor.ts';

/** Whether every stored token can be read: keys that are missing, tokens in quarantine (TOK-3, TOK-4). */
export function vaultCheck(parts: {
  readonly tokens: SealedTokens;
  readonly settings: SettingStore;
  readonly keyRing: KeyRing;
}): Check {
  return {
    subject: 'vault',
    run: async () => {
      const [{ keys, remaining, primaryKeyId }, quarantined] = await Promise.all([
        encryptionStatus(parts),
        parts.tokens.countQuarantined(),
      ]);
      const missing = keys.filter(({ available, tokens }) => !available && tokens > 0);
      const findings: Diagnosis[] = missing.map(({ keyId, tokens }) => ({
        subject: 'vault',
        check: 'keys',
        status: 'failed',
        detail: `${tokens} devices wait, because the key "${keyId}" is not configured.`,
        advice: `Put the key "${keyId}" back into TOKEN_ENCRYPTION_KEYS, behind the first one, and restart.`,
      }));
      if (missing.length === 0) findings.push(ok('vault', 'keys', 'Every key that is needed is configured.'));
      if (remaining > 0) {
        findings.push({
          subject: 'vault',
          check: 'rotation',
          status: 'warning',
          detail: `${remaining} tokens are encrypted with older keys.`,
          advice: `Start the re-encryption (Settings, or POST /api/v1/settings/encryption/rotate); then all use "${primaryKeyId}".`,
        });
      }
      if (quarantined > 0) {
        findings.push({
          subject: 'vault',
          check: 'quarantine',
          status: 'warning',
          detail: `${quarantined} devices are in quarantine: their tokens do not decrypt, or belong to other rows.`,
          advice: 'They return as they register again. Find out who changed the database by hand.',
        });
      }
      return findings;
    },
  };
}
