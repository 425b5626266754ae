import { diagnosisSchema } from '@carillon/contracts/installation';
import { describe, expect, it } from 'vitest';
import { DIAGNOSIS_STATUS, SUBJECTS, summaryText } from './diagnosis-words.ts';
import { encryptionWords } from './encryption-words.ts';

describe('the encryption of tokens in words', () => {
  const key = (keyId: string, tokens: number, available = true) => ({ keyId, tokens, available });
  const status = (keys: ReturnType<typeof key>[], remaining: number, running = false) => ({
    primaryKeyId: 'k2',
    keys,
    remaining,
    running,
  });

  it('TOK-3: says what is encrypted with an older key, what moves, and when the older one can go', () => {
    expect(encryptionWords(status([key('k2', 9)], 0)).word).toBe('Up to date');
    expect(encryptionWords(status([key('k2', 9), key('k1', 1)], 1)).sentence).toContain(
      '1 token encrypted with an older key',
    );
    expect(encryptionWords(status([key('k2', 9), key('k1', 1204)], 1204, true))).toMatchObject({
      word: 'Re-encrypting',
      sentence: '1,204 tokens still to be moved.',
    });
  });

  it('TOK-3: a missing key comes first, and asks to be put back', () => {
    const words = encryptionWords(status([key('k2', 9), key('k0', 3, false)], 3));
    expect(words).toMatchObject({ meaning: 'attention', word: 'Key missing' });
    expect(words.sentence).toContain('TOKEN_ENCRYPTION_KEYS');
  });
});

describe('the doctor’s findings in words', () => {
  it('every subject and status of the contract has its words', () => {
    expect(Object.keys(SUBJECTS).toSorted()).toEqual([...diagnosisSchema.shape.subject.options].toSorted());
    expect(Object.keys(DIAGNOSIS_STATUS).toSorted()).toEqual(
      [...diagnosisSchema.shape.status.options].toSorted(),
    );
  });

  it.each([
    [['ok', 'off'], 'All is well.'],
    [['ok', 'failed', 'failed'], '2 of 3 checks failed.'],
    [['warning', 'failed'], '1 of 2 checks failed, 1 is worth a look.'],
  ] as const)('sums up %o: %s', (statuses, text) => {
    expect(summaryText(statuses.map((status) => ({ status })))).toBe(text);
  });
});
