import { AppError } from '@carillon/contracts/errors';
import { externalIdSchema, userIdSchema } from '@carillon/contracts/ids';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { RegistrationPolicy } from '../accounts.ts';
import type { Client } from '../caller.ts';
import { networkOf } from '../network.ts';
import type { Identity } from '../ports.ts';
import type { RateLimiter } from '../rate-limits.ts';
import type { IssuerSubject } from './issuer-tokens.ts';
import type { IdentifiedUser, IdentifiedUserStore } from './ports.ts';

/** RFC 2606: no mail is ever delivered there. */
const PLACEHOLDER_DOMAIN = 'oidc.invalid';

/** The users behind an issuer's subjects. */
export interface IdentifiedUsers {
  /**
   * The user of a subject, made at the first time, always as a member.
   *
   * @throws {AppError} `registration_closed` for a new subject unless REGISTRATION is `open`; `rate_limited`
   */
  resolve(subject: IssuerSubject, client: Client): Promise<IdentifiedUser>;
}

export interface IdentifiedUserParts {
  readonly store: IdentifiedUserStore;
  /** What the issuer is called in the table of identities. */
  readonly provider: string;
  readonly registration: RegistrationPolicy;
  readonly limits: RateLimiter;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createIdentifiedUsers(parts: IdentifiedUserParts): IdentifiedUsers {
  const { store, provider, registration, limits } = parts;
  return {
    async resolve(subject, client) {
      const identity = { provider, providerAccountId: subject.subject };
      const known = await store.find(identity);
      if (known !== null) return known;
      if (registration !== 'open') {
        throw new AppError('registration_closed', {
          detail: 'The token is valid, and nobody here belongs to it. Ask an administrator for an account.',
        });
      }
      await limits.charge('oidc_registration', networkOf(client.ipAddress));
      return create(parts, { subject, identity, client });
    },
  };
}

async function create(
  { store, audit, clock, log }: IdentifiedUserParts,
  newcomer: { readonly subject: IssuerSubject; readonly identity: Identity; readonly client: Client },
): Promise<IdentifiedUser> {
  const { subject, identity, client } = newcomer;
  const id = userIdSchema.parse(uuidv7());
  const { created, ...user } = await store.findOrCreate({
    id,
    identity,
    email: subject.email,
    placeholderEmail: `${id}@${PLACEHOLDER_DOMAIN}`,
    name: subject.name,
    externalId: asExternalId(subject.subject),
    createdAt: clock.now(),
  });
  if (!created) return user;
  log.info({ user_id: user.userId, role: user.role, provider: identity.provider }, 'account created');
  await audit.record({
    userId: user.userId,
    action: 'auth.registered',
    targetType: 'user',
    targetId: user.userId,
    ipAddress: client.ipAddress,
    details: { role: user.role, provider: identity.provider },
  });
  return user;
}

/** Null for a subject that no request could name: with space around it, say. */
function asExternalId(subject: string): string | null {
  return externalIdSchema.safeParse(subject).data === subject ? subject : null;
}
