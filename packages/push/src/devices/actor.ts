import type { Role } from '@carillon/contracts/accounts';
import type { ApiKeyId, SessionId, UserId } from '@carillon/contracts/ids';

/** On whose behalf something is done: a person, or the administrator whose API key is used. */
export interface Actor {
  readonly kind: 'user' | 'api-key';
  readonly userId: UserId;
  readonly role: Role;
  /** Null where there is none: API keys, tokens of an OIDC issuer. */
  readonly sessionId: SessionId | null;
  readonly apiKeyId: ApiKeyId | null;
  /** Where the request comes from, for the audit log. */
  readonly requestId: string;
  readonly ipAddress: string | null;
}

/** Somebody without credentials. */
export interface AnonymousActor {
  readonly kind: 'anonymous';
}
