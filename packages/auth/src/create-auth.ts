import type { AuditStore } from '@carillon/push/ports';
import type { KeyRing } from '@carillon/push/vault/keyring';
import type { Clock } from '@carillon/runtime/clock';
import type { Logger } from '@carillon/runtime/logger';
import { createAccessTokenScheme } from './access-token-scheme.ts';
import { createAccessTokens } from './access-tokens.ts';
import { type Accounts, createAccounts, type RegistrationPolicy } from './accounts.ts';
import { createBasicScheme } from './agents/basic-scheme.ts';
import type { AgentCredentialStore } from './agents/ports.ts';
import { createSignatureScheme } from './agents/signature-scheme.ts';
import { createApiKeyScheme } from './api-key-scheme.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { type Authenticate, type CredentialScheme, createAuthenticate } from './authenticate.ts';
import { createIdentifiedUsers } from './oidc/identified-users.ts';
import { createIssuerKeys } from './oidc/issuer-keys.ts';
import { createIssuerTokens } from './oidc/issuer-tokens.ts';
import { createOidcScheme, type OidcSettings } from './oidc/oidc-scheme.ts';
import type { IdentifiedUserStore } from './oidc/ports.ts';
import { createPasswords, type PasswordSettings, type Passwords } from './passwords.ts';
import type { RefreshTokenStore, SessionStore, UserStore } from './ports.ts';
import type { ApiKeyStore } from './ports-api-keys.ts';
import type { RateLimiter } from './rate-limits.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createSignInGuard } from './sign-in-guard.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface AuthPorts {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly refreshTokens: RefreshTokenStore;
  readonly apiKeys: ApiKeyStore;
  readonly agentCredentials: AgentCredentialStore;
  readonly identifiedUsers: IdentifiedUserStore;
  readonly audit: AuditStore;
  readonly limits: RateLimiter;
}

export interface AuthSettings {
  /** `AUTH_SECRET`: at least 32 characters. */
  readonly authSecret: string;
  readonly registration: RegistrationPolicy;
  readonly passwords: PasswordSettings;
  readonly agents: {
    /** `AGENT_SIGNING_KEYS`. */
    readonly keyRing: KeyRing;
    /** `PUBLIC_API_URL`: what agents sign their requests for. */
    readonly publicApiUrl: string;
  };
  /** The issuer whose bearer tokens are accepted; null: none. */
  readonly oidc: OidcSettings | null;
}

export interface AuthOptions {
  readonly ports: AuthPorts;
  readonly settings: AuthSettings;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Everything about who somebody is. One per process; it keeps no state that another process would miss. */
export interface Auth {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly apiKeys: ApiKeys;
  readonly limits: RateLimiter;
  /** For what else is secret and hashed: all of it takes turns. */
  readonly passwords: Pick<Passwords, 'hash'>;
  readonly authenticate: Authenticate;
}

export function createAuth(options: AuthOptions): Auth {
  const { ports, settings, clock, log } = options;
  const { users, refreshTokens, limits, audit } = ports;
  const sessions = createSessions({ store: ports.sessions, audit, clock, log });
  const accessTokens = createAccessTokens(settings.authSecret, clock);
  const guard = createSignInGuard({ limits, sessions: ports.sessions, clock });
  const passwords = createPasswords(settings.passwords);
  const { registration } = settings;
  const apiKeys = createApiKeys({ store: ports.apiKeys, audit, limits, clock, log });
  return {
    accounts: createAccounts({ users, sessions, passwords, limits, guard, audit, registration, clock, log }),
    sessions,
    tokens: createTokens({ store: refreshTokens, accessTokens, sessions, limits, audit, clock, log }),
    apiKeys,
    limits,
    passwords,
    authenticate: createAuthenticate([
      createSignatureScheme({ store: ports.agentCredentials, ...settings.agents, log }),
      createBasicScheme({ store: ports.agentCredentials, passwords, limits }),
      createApiKeyScheme(apiKeys),
      ...oidcSchemes(options),
      createAccessTokenScheme({ accessTokens, sessions }),
    ]),
  };
}

function oidcSchemes({ ports, settings, clock, log }: AuthOptions): CredentialScheme[] {
  const { oidc, registration } = settings;
  if (oidc === null) return [];
  const { issuer, audience, provider } = oidc;
  const { identifiedUsers: store, limits, audit } = ports;
  const keys = createIssuerKeys(issuer, clock);
  return [
    createOidcScheme({
      tokens: createIssuerTokens({ issuer, audience, keys, clock }),
      users: createIdentifiedUsers({ store, provider, registration, limits, audit, clock, log }),
    }),
  ];
}
