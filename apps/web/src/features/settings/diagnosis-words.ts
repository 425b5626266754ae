import type { Meaning } from '@/components/meaning.tsx';
import { CHANNELS } from '@/features/notifications/channel-words.ts';
import type { Diagnosis } from '@/wire/wire-types.ts';

export const SUBJECTS: Readonly<Record<Diagnosis['subject'], string>> = {
  database: 'Database',
  clock: 'Clock',
  vault: 'Encryption keys',
  webpush: CHANNELS.webpush.name,
  apns: CHANNELS.apns.name,
  fcm: CHANNELS.fcm.name,
  expo: CHANNELS.expo.name,
};

export const DIAGNOSIS_STATUS = {
  ok: { meaning: 'working', word: 'Well' },
  warning: { meaning: 'attention', word: 'Worth a look' },
  failed: { meaning: 'attention', word: 'Failed' },
  off: { meaning: 'stopped', word: 'Not set up' },
} as const satisfies Record<Diagnosis['status'], { readonly meaning: Meaning; readonly word: string }>;

/** "2 of 9 checks failed, 1 is worth a look." */
export function summaryText(diagnoses: readonly Pick<Diagnosis, 'status'>[]): string {
  const count = (status: Diagnosis['status']) =>
    diagnoses.filter((diagnosis) => diagnosis.status === status).length;
  const [failed, warned] = [count('failed'), count('warning')];
  if (failed === 0 && warned === 0) return 'All is well.';
  const parts = [
    failed === 0 ? null : `${failed} of ${diagnoses.length} checks failed`,
    warned === 0 ? null : `${warned} ${warned === 1 ? 'is' : 'are'} worth a look`,
  ];
  return `${parts.filter((part) => part !== null).join(', ')}.`;
}
