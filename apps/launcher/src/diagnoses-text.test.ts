import { describe, expect, it } from 'vitest';
import { describeDiagnoses } from './diagnoses-text.ts';

describe('describeDiagnoses', () => {
  it('gives each finding a line, what to do below it, and counts at the end', () => {
    const text = describeDiagnoses([
      { subject: 'vault', check: 'keys', status: 'ok', detail: 'All there.', advice: null },
      {
        subject: 'webpush',
        check: 'subject',
        status: 'failed',
        detail: 'None.',
        advice: 'Set VAPID_SUBJECT.',
      },
      {
        subject: 'apns',
        check: 'settings',
        status: 'off',
        detail: 'Not configured.',
        advice: 'Set APNS_KEY.',
      },
    ]);
    expect(text.split('\n')).toEqual([
      'ok       vault    keys: All there.',
      'FAILED   webpush  subject: None.',
      '                  → Set VAPID_SUBJECT.',
      'off      apns     settings: Not configured.',
      '                  → Set APNS_KEY.',
      '',
      '1 failed, 0 warnings, 1 ok',
      '',
    ]);
  });
});
