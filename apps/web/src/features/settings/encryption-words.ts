import type { Meaning } from '@/components/meaning.tsx';
import { figure } from '@/features/notifications/channel-words.ts';
import type { EncryptionStatus } from '@/wire/wire-types.ts';

interface EncryptionWords {
  readonly meaning: Meaning;
  readonly word: string;
  readonly sentence: string;
}

/** How the encryption of tokens stands, and what to do. What is locked comes before what is still to be moved. */
export function encryptionWords({ keys, remaining, running }: EncryptionStatus): EncryptionWords {
  const missing = keys.filter(({ available, tokens }) => !available && tokens > 0);
  if (missing.length > 0) {
    const tokens = missing.reduce((sum, key) => sum + key.tokens, 0);
    return {
      meaning: 'attention',
      word: 'Key missing',
      sentence: `${tokensText(tokens)} wait for a key that this server lacks. Put it back into TOKEN_ENCRYPTION_KEYS, behind the others.`,
    };
  }
  if (running) {
    return {
      meaning: 'waiting',
      word: 'Re-encrypting',
      sentence: `${tokensText(remaining)} still to be moved.`,
    };
  }
  if (remaining > 0) {
    return {
      meaning: 'attention',
      word: 'Older key in use',
      sentence: `${tokensText(remaining)} encrypted with an older key. Re-encrypt before you take that key away.`,
    };
  }
  return {
    meaning: 'working',
    word: 'Up to date',
    sentence: 'Every token is encrypted with the first key. Older keys can be taken out of the ring.',
  };
}

function tokensText(count: number): string {
  return `${figure(count)} ${count === 1 ? 'token' : 'tokens'}`;
}
