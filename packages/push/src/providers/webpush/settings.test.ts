import { describe, expect, it } from 'vitest';
import { vapidSubjectSchema, WEB_PUSH_DEFAULTS, webPushSettingsSchema } from './settings.ts';
import { generateVapidKeys } from './vapid.ts';

function settings() {
  return {
    ...WEB_PUSH_DEFAULTS,
    vapid: generateVapidKeys(),
    subject: 'mailto:ops@example.com',
    dashboardUrl: 'http://localhost:3000',
    iconUrl: '/icons/icon.png',
    badgeUrl: null,
    allowedHosts: ['fcm.googleapis.com'],
    testOrigins: [],
    testCaPem: null,
  };
}

describe('webPushSettingsSchema', () => {
  it('WEB-9: keys that do not belong together are refused by name, without showing them', () => {
    const mixed = { publicKey: generateVapidKeys().publicKey, privateKey: generateVapidKeys().privateKey };
    const result = webPushSettingsSchema.safeParse({ ...settings(), vapid: mixed });
    expect(result.error?.issues[0]?.path).toEqual(['vapid']);
    expect(JSON.stringify(result.error?.issues)).not.toContain(mixed.privateKey);
    expect(webPushSettingsSchema.safeParse(settings()).success).toBe(true);
  });

  it.each(['mailto:ops@example.com', 'mailto:ops@localhost', 'https://example.com/contact'])(
    'WEB-9: %s is a subject',
    (subject) => {
      expect(vapidSubjectSchema.safeParse(subject).success).toBe(true);
    },
  );

  it.each(['ops@example.com', 'mailto:', 'mailto:@example.com', 'http://example.com', ''])(
    'WEB-9: %j is no subject of RFC 8292',
    (subject) => {
      expect(vapidSubjectSchema.safeParse(subject).success).toBe(false);
    },
  );
});
