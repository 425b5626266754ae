import type { Database } from '@carillon/db/client';
import { createSealedTokens } from '@carillon/db/repositories/sealed-tokens';
import { createServerFacts } from '@carillon/db/repositories/server-facts';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createVapidKeySource } from '@carillon/push/devices/vapid';
import { clockCheck } from '@carillon/push/doctor/clock-check';
import { databaseCheck } from '@carillon/push/doctor/database-check';
import { createDoctor, type Doctor } from '@carillon/push/doctor/doctor';
import { vaultCheck } from '@carillon/push/doctor/vault-check';
import { webPushCheck } from '@carillon/push/providers/webpush/check';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { systemClock } from '@carillon/runtime/clock';
import type { Logger } from '@carillon/runtime/logger';
import { defaultPublicUrl, productSettings } from '@carillon/runtime/product-settings';
import type { z } from 'zod';
import { providerChecks } from './providers/checks.ts';
import { providerSettings } from './providers/settings.ts';

/** What the doctor looks at: the settings of everything that sends. */
export const doctorSettings = productSettings
  .pick({
    HOST: true,
    WEB_PORT: true,
    PUBLIC_WEB_URL: true,
    TOKEN_ENCRYPTION_KEYS: true,
    VAPID_SUBJECT: true,
    VAPID_PUBLIC_KEY: true,
    VAPID_PRIVATE_KEY: true,
    WEBPUSH_TEST_ORIGINS: true,
  })
  .extend(providerSettings.shape);
export type DoctorSettings = z.output<typeof doctorSettings>;

export interface DoctorParts {
  readonly settings: DoctorSettings;
  readonly database: Database;
  readonly log: Logger;
}

/** Somebody waits for the answer; providers answer within a second or two. */
const DEADLINE_MS = 15_000;

/** The same doctor for `npm run doctor` and for the dashboard's page. */
export function createInstallationDoctor({ settings, database, log }: DoctorParts): Doctor {
  const facts = createServerFacts(database);
  const stored = {
    tokens: createSealedTokens(database),
    settings: createSettingStore(database),
    keyRing: parseKeyRing(settings.TOKEN_ENCRYPTION_KEYS),
  };
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = settings;
  const configured = publicKey === undefined || privateKey === undefined ? null : { publicKey, privateKey };
  const dashboardUrl = settings.PUBLIC_WEB_URL ?? defaultPublicUrl(settings.HOST, settings.WEB_PORT);
  const senders = {
    settings: { ...settings, PUBLIC_WEB_URL: dashboardUrl },
    database,
    keyRing: stored.keyRing,
  };
  return createDoctor({
    deadlineMs: DEADLINE_MS,
    log,
    checks: [
      databaseCheck(facts),
      clockCheck({ now: () => systemClock.now(), databaseNow: facts.now }),
      vaultCheck(stored),
      webPushCheck({
        vapid: createVapidKeySource({ ...stored, configured }),
        subject: settings.VAPID_SUBJECT,
        dashboardUrl,
        testOrigins: settings.WEBPUSH_TEST_ORIGINS,
        tokens: stored.tokens,
      }),
      ...providerChecks(senders),
    ],
  });
}
