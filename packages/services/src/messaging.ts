import { createUserDirectory } from '@carillon/auth/user-directory';
import type { Database } from '@carillon/db/client';
import { createLedger } from '@carillon/db/repositories/ledger';
import { createCancelStore } from '@carillon/db/repositories/ledger-cancel';
import { createNotificationStore } from '@carillon/db/repositories/notifications';
import { createAudienceReader } from '@carillon/db/repositories/notifications-audience';
import { createNotificationReader } from '@carillon/db/repositories/notifications-reader';
import { createOutcomeHistory } from '@carillon/db/repositories/outcome-history';
import { createPreferenceStore } from '@carillon/db/repositories/preferences';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createTopicStore } from '@carillon/db/repositories/topics';
import { createUserDirectoryStore } from '@carillon/db/repositories/user-directory';
import { createNotifications } from '@carillon/notifications/notifications';
import { createOutcomeStats } from '@carillon/notifications/outcome-history';
import { createPreferences } from '@carillon/notifications/preferences';
import { createReceipts } from '@carillon/notifications/receipts';
import { createTopics } from '@carillon/notifications/topics';
import { createSendingSettings } from '@carillon/push/dispatch/sending-settings';
import type { AuditStore } from '@carillon/push/ports';
import { createPayloadBudgets } from '@carillon/push/providers/payload-budget';
import { DASHBOARD_IMAGES } from '@carillon/push/providers/webpush/settings';
import type { Queue } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import type { Services } from '@carillon/trpc/services';
import type { ServingSettings } from './serving-settings.ts';

interface MessagingParts {
  readonly settings: ServingSettings;
  readonly database: Database;
  readonly queue: Queue;
  readonly audit: AuditStore;
  readonly log: Logger;
}

/** Sending, and what belongs to it: who is addressed, whether anything is sent, what became of it. */
export function wireMessaging({
  settings,
  database,
  queue,
  audit,
  log,
}: MessagingParts): Pick<
  Services,
  'notifications' | 'preferences' | 'topics' | 'outcomes' | 'sending' | 'users'
> {
  const store = createNotificationStore(database);
  return {
    notifications: createNotifications({
      store,
      audiences: createAudienceReader(database),
      cancels: createCancelStore(database),
      reader: createNotificationReader(database),
      ledger: createLedger(database),
      receipts: createReceipts(settings.FINGERPRINT_KEY),
      budgets: createPayloadBudgets({ dashboardUrl: settings.PUBLIC_WEB_URL, ...DASHBOARD_IMAGES }),
      audit,
      queue,
      log,
    }),
    preferences: createPreferences({ store: createPreferenceStore(database), audit }),
    topics: createTopics({ topics: createTopicStore(database), users: store, audit }),
    outcomes: createOutcomeStats(createOutcomeHistory(database)),
    sending: createSendingSettings({ settings: createSettingStore(database), audit }),
    users: createUserDirectory({ users: createUserDirectoryStore(database), audit }),
  };
}
