import type { UserView } from '@carillon/contracts/accounts';
import { AppError, invalidField } from '@carillon/contracts/errors';
import { type SessionId, userIdSchema } from '@carillon/contracts/ids';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { Client, UserCaller } from './caller.ts';
import { networkOf } from './network.ts';
import type { Passwords } from './passwords.ts';
import type { Identity, SessionKind, UserRecord, UserStore } from './ports.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { Sessions } from './sessions.ts';
import { createSignInFailures, failureOf, type RecordSignInFailure } from './sign-in-failures.ts';
import type { Refund, SignInAttempt, SignInGuard } from './sign-in-guard.ts';

/** Who may sign up: everybody, only the very first person (who becomes admin), nobody. */
export type RegistrationPolicy = 'open' | 'first-user' | 'closed';

/** Where a sign-in comes from, and what for: a dashboard's browser, or an app that will be given tokens. */
export interface SignInContext {
  readonly kind: SessionKind;
  readonly client: Client;
}

export interface SignedIn {
  readonly user: UserView;
  readonly sessionId: SessionId;
}

/** What a provider says about a person whose sign-in it vouches for. */
export interface ProviderProfile extends Identity {
  readonly email: string;
  readonly name: string | null;
}

/** Inputs are as the contract's schemas leave them: emails trimmed and lower case, passwords of allowed length. */
export interface Accounts {
  /**
   * Makes an account and signs it in. The very first one becomes admin.
   *
   * @throws {AppError} `registration_closed`, `email_taken`, `rate_limited`, `unavailable`
   */
  register(
    input: { readonly email: string; readonly password: string; readonly name?: string | undefined },
    context: SignInContext,
  ): Promise<SignedIn>;
  /** @throws {AppError} `unauthenticated` (one answer for a wrong email and a wrong password), `rate_limited`, `unavailable` */
  login(
    input: { readonly email: string; readonly password: string },
    context: SignInContext,
  ): Promise<SignedIn>;
  /**
   * Signs in whom an OAuth or OIDC provider vouches for, making the account at the first time. An account that exists under
   * the same email is not taken over: emails are not verified here, so that whoever registered it may be somebody else.
   *
   * @throws {AppError} `registration_closed`, `email_taken`, `rate_limited`, `unauthenticated` when the user is disabled
   */
  signInByProvider(profile: ProviderProfile, context: SignInContext): Promise<SignedIn>;
  /**
   * Changes the password and ends all of the user's other sessions in one transaction.
   *
   * @throws {AppError} `validation_failed` naming currentPassword when that is wrong, `rate_limited`, `unavailable`
   */
  changePassword(
    caller: UserCaller,
    input: { readonly currentPassword: string; readonly newPassword: string },
  ): Promise<void>;
  /** @throws {AppError} `unauthenticated` when the user is gone */
  me(caller: UserCaller): Promise<UserView>;
}

export interface AccountParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly limits: RateLimiter;
  readonly guard: SignInGuard;
  readonly audit: AuditStore;
  readonly registration: RegistrationPolicy;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Parts extends AccountParts {
  readonly recordFailure: RecordSignInFailure;
}

export function createAccounts(options: AccountParts): Accounts {
  const parts = { ...options, recordFailure: createSignInFailures(options) };
  return {
    async register(input, context) {
      await admitRegistration(parts, context.client);
      const passwordHash = await parts.passwords.hash(input.password);
      const person = { email: input.email, name: input.name ?? null, passwordHash, identity: null };
      return signIn(parts, await createUser(parts, person), context);
    },
    login: (input, context) => login(parts, input, context),
    signInByProvider: (profile, context) => signInByProvider(parts, profile, context),
    changePassword: (caller, input) => changePassword(parts, caller, input),
    async me({ userId }) {
      const user = await parts.users.findById(userId);
      if (user === null) throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
      return toUserView(user);
    },
  };
}

async function admitRegistration({ registration, limits }: AccountParts, client: Client): Promise<void> {
  if (registration === 'closed') throw registrationClosed();
  await limits.charge('registration', networkOf(client.ipAddress));
}

async function createUser(
  { users, registration, audit, clock, log }: Parts,
  person: Pick<UserRecord, 'email' | 'name' | 'passwordHash'> & { readonly identity: Identity | null },
): Promise<UserRecord> {
  const result = await users.create(
    { ...person, id: userIdSchema.parse(uuidv7()), createdAt: clock.now() },
    { firstOnly: registration === 'first-user' },
  );
  if (result.status === 'not_first') throw registrationClosed();
  if (result.status === 'email_taken') {
    // Two first sign-ins of one person at once: the other one made the account.
    const made = person.identity === null ? null : await users.findByIdentity(person.identity);
    if (made !== null) return made;
    throw emailTaken(person.identity);
  }
  const { id, role } = result.user;
  log.info({ user_id: id, role }, 'account created');
  const details = { role, ...(person.identity !== null && { provider: person.identity.provider }) };
  await audit.record({ userId: id, action: 'auth.registered', targetType: 'user', targetId: id, details });
  return result.user;
}

async function login(
  parts: Parts,
  input: { readonly email: string; readonly password: string },
  context: SignInContext,
): Promise<SignedIn> {
  const { ipAddress } = context.client;
  const user = await parts.users.findByEmail(input.email);
  const attempt = { email: input.email, userId: user?.id ?? null, client: context.client };
  const refund = await admit(parts, attempt, user);
  const signedIn = await verifyAndOpen(parts, { user, password: input.password, context }).catch(
    async (error: unknown) => {
      // Nothing was learned about the password, so nothing was guessed.
      await refund();
      throw error;
    },
  );
  if (signedIn === null) {
    await parts.recordFailure({ user, ipAddress, reason: failureOf(user) });
    throw new AppError('unauthenticated', { detail: 'The email or the password is not right.' });
  }
  await refund();
  return signedIn;
}

async function admit(
  { guard, recordFailure }: Parts,
  attempt: SignInAttempt,
  user: UserRecord | null,
): Promise<Refund> {
  try {
    return await guard.admit(attempt);
  } catch (error) {
    const { ipAddress } = attempt.client;
    const isRefused = error instanceof AppError && error.code === 'rate_limited';
    if (isRefused) await recordFailure({ user, ipAddress, reason: 'rate_limited' });
    throw error;
  }
}

interface Verification {
  readonly user: UserRecord | null;
  readonly password: string;
  readonly context: SignInContext;
}

/** A second try is for the one sign-in that overlaps another's renewal of the hash; a changed password fails it too. */
const OPEN_TRIES = 2;

/** Null when the password is not right, or nobody can sign in with it. */
async function verifyAndOpen(parts: Parts, verification: Verification): Promise<SignedIn | null> {
  const { password, context } = verification;
  let { user } = verification;
  for (let tries = 0; tries < OPEN_TRIES; tries += 1) {
    const matches = await parts.passwords.verify(user?.passwordHash ?? null, password);
    if (!matches || user === null || user.disabledAt !== null) return null;
    const { id: userId, passwordHash } = user;
    const sessionId = await parts.sessions.open({ ...context, userId, passwordHash });
    if (sessionId !== null) {
      await renewHash(parts, user, password);
      return { user: toUserView(user), sessionId };
    }
    user = await parts.users.findById(userId);
  }
  return null;
}

async function renewHash(
  { users, passwords }: AccountParts,
  user: UserRecord,
  password: string,
): Promise<void> {
  const expectedHash = user.passwordHash;
  if (expectedHash === null || !passwords.needsRehash(expectedHash)) return;
  await users.replaceHash({ userId: user.id, expectedHash, newHash: await passwords.hash(password) });
}

async function signInByProvider(
  parts: Parts,
  profile: ProviderProfile,
  context: SignInContext,
): Promise<SignedIn> {
  const { email, name, provider, providerAccountId } = profile;
  const identity = { provider, providerAccountId };
  const known = await parts.users.findByIdentity(identity);
  if (known !== null) return signIn(parts, known, context);
  await admitRegistration(parts, context.client);
  return signIn(parts, await createUser(parts, { email, name, passwordHash: null, identity }), context);
}

async function signIn(
  { sessions, recordFailure }: Parts,
  user: UserRecord,
  context: SignInContext,
): Promise<SignedIn> {
  const sessionId = await sessions.open({ ...context, userId: user.id, passwordHash: null });
  if (sessionId === null) {
    await recordFailure({ user, ipAddress: context.client.ipAddress, reason: 'account_disabled' });
    throw new AppError('unauthenticated', { detail: 'This account is disabled.' });
  }
  return { user: toUserView(user), sessionId };
}

async function changePassword(
  { users, passwords, limits, audit, clock, log }: Parts,
  { userId, sessionId }: UserCaller,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<void> {
  const expectedHash = (await users.findById(userId))?.passwordHash ?? null;
  if (expectedHash === null) {
    throw invalidField('currentPassword', 'This account has no password: it signs in with a provider');
  }
  const charge = await limits.charge('password_change', userId);
  const wrong = invalidField('currentPassword', 'Expected the current password of this account');
  const event = { userId, targetType: 'user', targetId: userId } as const;
  if (!(await passwords.verify(expectedHash, input.currentPassword))) {
    await audit.record({ ...event, action: 'auth.password_refused' });
    throw wrong;
  }
  await charge.refund();
  const newHash = await passwords.hash(input.newPassword);
  const change = { userId, expectedHash, newHash, keepSessionId: sessionId, at: clock.now() };
  if (!(await users.changePassword(change))) throw wrong;
  log.info({ user_id: userId }, 'password changed, other sessions ended');
  await audit.record({ ...event, action: 'auth.password_changed' });
}

/** What may be shown of a user: everything but the hash. */
export function toUserView(user: UserRecord): UserView {
  const { id, email, name, role, createdAt } = user;
  return { id, email, name, role, createdAt };
}

function registrationClosed(): AppError {
  return new AppError('registration_closed', {
    detail: 'Ask an administrator of this server for an account.',
  });
}

function emailTaken(identity: Identity | null): AppError {
  const detail =
    identity === null
      ? 'An account with this email exists. Sign in, or use another email.'
      : 'An account with this email exists, and it does not sign in with this provider. Sign in as you did before.';
  return new AppError('email_taken', { detail, errors: [{ path: 'email', message: detail }] });
}
