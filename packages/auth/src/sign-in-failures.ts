import type { AuditStore } from '@carillon/push/ports';
import type { Logger } from '@carillon/runtime/logger';
import { mayRecord } from './audit-bound.ts';
import { networkOf } from './network.ts';
import type { UserRecord } from './ports.ts';
import type { RateLimiter } from './rate-limits.ts';

/** Why somebody was not signed in. They themselves are told no more than that it failed. */
export type SignInFailure =
  | 'unknown_account'
  | 'account_disabled'
  | 'no_password'
  | 'wrong_password'
  | 'rate_limited';

/** Records sign-ins that failed (OBS-3). Never what was typed: it may be a password in the wrong field. */
export type RecordSignInFailure = (failure: {
  /** Null when nobody has that email. */
  readonly user: Pick<UserRecord, 'id'> | null;
  readonly ipAddress: string | null;
  readonly reason: SignInFailure;
}) => Promise<void>;

/** The one subject of the limit of all such records together. */
const EVERYBODY = 'everybody';

export function createSignInFailures(parts: {
  readonly audit: AuditStore;
  readonly limits: RateLimiter;
  readonly log: Logger;
}): RecordSignInFailure {
  const { audit, limits, log } = parts;
  return async ({ user, ipAddress, reason }) => {
    log.info({ user_id: user?.id ?? null, reason }, 'sign-in failed');
    if (!(await mayRecord(limits, 'audit_sign_in_failed', networkOf(ipAddress)))) return;
    if (!(await mayRecord(limits, 'audit_sign_in_failed_all', EVERYBODY))) return;
    await audit.record({
      userId: null,
      action: 'auth.sign_in_failed',
      targetType: 'user',
      targetId: user?.id ?? 'unknown',
      ipAddress,
      details: { reason },
    });
  };
}

/** Why a password did not sign this person in. */
export function failureOf(user: UserRecord | null): SignInFailure {
  if (user === null) return 'unknown_account';
  if (user.disabledAt !== null) return 'account_disabled';
  return user.passwordHash === null ? 'no_password' : 'wrong_password';
}
