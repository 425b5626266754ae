import { router } from '../../base.ts';
import { activity } from './activity.ts';
import { bulkRename } from './bulk-rename.ts';
import { bulkRevoke } from './bulk-revoke.ts';
import { deliveries } from './deliveries.ts';
import { get } from './get.ts';
import { list } from './list.ts';
import { preferences } from './preferences.ts';
import { register } from './register.ts';
import { replaceToken } from './replace-token.ts';
import { revoke } from './revoke.ts';
import { rotateSecret } from './rotate-secret.ts';
import { test } from './test.ts';
import { update } from './update.ts';
import { updatePreferences } from './update-preferences.ts';

export const devicesRouter = router({
  register,
  list,
  get,
  update,
  revoke,
  bulkRevoke,
  bulkRename,
  replaceToken,
  test,
  rotateSecret,
  activity,
  deliveries,
  preferences,
  updatePreferences,
});
