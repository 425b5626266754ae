import { router } from '../../base.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { report } from './report.ts';
import { resubscribe } from './resubscribe.ts';
import { subscribe } from './subscribe.ts';
import { test } from './test.ts';
import { unsubscribe } from './unsubscribe.ts';
import { vapidPublicKey } from './vapid-public-key.ts';

export const pushRouter = router({
  vapidPublicKey,
  subscribe,
  resubscribe,
  unsubscribe,
  listSubscriptions,
  report,
  test,
});
