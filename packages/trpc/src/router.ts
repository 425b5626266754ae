import { router } from './base.ts';
import { apiKeysRouter } from './procedures/api-keys/router.ts';
import { auditRouter } from './procedures/audit/router.ts';
import { authRouter } from './procedures/auth/router.ts';
import { clientRouter } from './procedures/client/router.ts';
import { deviceTokensRouter } from './procedures/device-tokens/router.ts';
import { devicesRouter } from './procedures/devices/router.ts';
import { doctorRouter } from './procedures/doctor/router.ts';
import { eventsRouter } from './procedures/events/router.ts';
import { notificationsRouter } from './procedures/notifications/router.ts';
import { pairingsRouter } from './procedures/pairings/router.ts';
import { preferencesRouter } from './procedures/preferences/router.ts';
import { pushRouter } from './procedures/push/router.ts';
import { settingsRouter } from './procedures/settings/router.ts';
import { statsRouter } from './procedures/stats/router.ts';
import { topicsRouter } from './procedures/topics/router.ts';
import { usersRouter } from './procedures/users/router.ts';

/** Every procedure there is. Its REST side, its documentation and its clients are derived from it. */
export const appRouter = router({
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  auth: authRouter,
  client: clientRouter,
  devices: devicesRouter,
  deviceTokens: deviceTokensRouter,
  doctor: doctorRouter,
  events: eventsRouter,
  notifications: notificationsRouter,
  pairings: pairingsRouter,
  preferences: preferencesRouter,
  push: pushRouter,
  settings: settingsRouter,
  stats: statsRouter,
  topics: topicsRouter,
  users: usersRouter,
});

/** What clients import as a type. */
export type AppRouter = typeof appRouter;
