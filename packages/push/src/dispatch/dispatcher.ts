import type { DeviceId, NotificationId, TokenId } from '@carillon/contracts/ids';
import type { Priority } from '@carillon/contracts/notifications';
import type { Environment, ProviderName } from '@carillon/contracts/providers';
import type { Logger } from '@carillon/runtime/logger';
import type { Metrics } from '@carillon/runtime/metrics';
import type { OutgoingMessage } from '../providers/outgoing-message.ts';
import type { Provider, SendRequest, Target, UnconfiguredProvider } from '../providers/provider.ts';
import type { KeyRing } from '../vault/keyring.ts';
import { openToken, type TokenMaterial } from '../vault/sealed-token.ts';
import { createConcurrencyLimit, type SendLane } from './concurrency-limit.ts';
import type { GateKeeper, Probe } from './gate-keeper.ts';
import { createOriginHealth, type OriginHealth } from './origin-health.ts';
import type { Outcome, ThrottleScope } from './outcome.ts';
import { RETRY_AFTER_CAP_SECONDS } from './retry-policy.ts';

/** The active token of a device, as it is stored. */
export interface SealedToken {
  readonly tokenId: TokenId;
  readonly provider: ProviderName;
  readonly environment: Environment | null;
  readonly keyId: string;
  readonly ciphertext: string;
}

/** One message for one device. */
export interface DispatchRequest {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  readonly token: SealedToken;
  readonly message: OutgoingMessage;
  readonly priority: Priority;
  readonly ttlSeconds: number;
  readonly collapseKey: string | null;
  readonly receipt: string | null;
  readonly lane: SendLane;
  /** The message was attempted before. */
  readonly isRetry: boolean;
}

export type DispatchResult =
  | Attempted
  /** Nothing was sent: `mayStart` said no. */
  | { readonly kind: 'not_started' }
  /** Nothing was sent: the way is closed at the moment. */
  | { readonly kind: 'held'; readonly remainingMs: number; readonly reason: string }
  /** DIS-7: the provider has no settings; the first that is missing. */
  | { readonly kind: 'not_configured'; readonly missingSetting: string }
  /** TOK-3: the key ring lacks the token's key. */
  | { readonly kind: 'missing_key'; readonly keyId: string }
  /** TOK-4: the token cannot be read, with this key or any. */
  | { readonly kind: 'undecryptable'; readonly reason: string };

export interface Attempted {
  readonly kind: 'attempted';
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** Gate keys of this message. */
  readonly scopes: Readonly<Record<ThrottleScope, string>>;
}

export interface Dispatcher {
  /**
   * Never rejects for what a provider, a network or a token can be, nor once anything was sent; rejects when the gates cannot
   * be read.
   *
   * @param mayStart asked in the last moment before the attempt, since a message may have to wait for its turn
   */
  dispatch(request: DispatchRequest, mayStart: () => boolean): Promise<DispatchResult>;
  /** Closes the providers' sessions. */
  close(): Promise<void>;
}

export interface DispatcherOptions {
  readonly keyRing: KeyRing;
  readonly providers: readonly (AnyProvider | UnconfiguredProvider)[];
  readonly gates: GateKeeper;
  /** For connection, request and answer of one attempt together. */
  readonly deadlineMs: number;
  /** Attempts under way at once in this process, for each push service (the gate key `origin`). */
  readonly concurrency: number;
  readonly monotonicMs: () => number;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** A provider of one kind or another, as a union: each takes requests of its own kind only. */
export type AnyProvider = { readonly [Name in ProviderName]: Provider<Name> }[ProviderName];

/** Of a push service's places, those that are kept for messages that somebody waits for. */
const PROMPT_SHARE = 0.1;
/** A repetition that the retry budget does not allow is looked at again after this. */
const RETRY_BUDGET_WAIT_MS = 5_000;

/** Opens the token, hands the message to its provider, and says what became of it. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const ways = new Map<ProviderName, Provider>();
  const limit = createConcurrencyLimit({
    limit: options.concurrency,
    reserved: Math.floor(options.concurrency * PROMPT_SHARE),
  });
  const health = createOriginHealth(options.monotonicMs);
  const missingSettings = new Map<ProviderName, string>();
  for (const provider of options.providers) {
    if ('missingSetting' in provider) missingSettings.set(provider.name, provider.missingSetting);
    // Found by the provider of a token, and given targets of that provider only (`targetOf`).
    else ways.set(provider.name, provider as Provider);
  }

  return {
    dispatch: async (request, mayStart) => {
      const { provider: name } = request.token;
      const provider = ways.get(name);
      if (provider === undefined) {
        return { kind: 'not_configured', missingSetting: missingSettings.get(name) ?? `${name} provider` };
      }
      const opened = openToken(
        options.keyRing,
        { tokenId: request.token.tokenId, deviceId: request.deviceId },
        request.token,
      );
      if (opened.status === 'missing_key') return { kind: 'missing_key', keyId: opened.keyId };
      if (opened.status === 'undecryptable') return { kind: 'undecryptable', reason: opened.reason };
      const target = targetOf(opened.value, request.token);
      if (target === null) return { kind: 'undecryptable', reason: 'unexpected_content' };
      const sendRequest: SendRequest = { ...withoutToken(request), target };
      const scopes = scopesOf(provider, sendRequest);
      const { lane, isRetry } = request;
      return limit.run(scopes.origin, lane, () =>
        attempt({ ...options, health, provider, request: sendRequest, scopes, isRetry, mayStart }),
      );
    },
    close: async () => {
      await Promise.all([...ways.values()].map((provider) => provider.close()));
    },
  };
}

interface Attempt extends DispatcherOptions {
  readonly health: OriginHealth;
  readonly provider: Provider;
  readonly request: SendRequest;
  readonly scopes: Attempted['scopes'];
  readonly isRetry: boolean;
  readonly mayStart: () => boolean;
}

/** The gate is asked last, after waiting for a place: it may have been closed by what ran meanwhile. */
async function attempt(parts: Attempt): Promise<DispatchResult> {
  const { gates, health, scopes, isRetry, mayStart } = parts;
  await gates.refresh();
  if (!mayStart()) return { kind: 'not_started' };
  if (isRetry && !health.mayRetry(scopes.origin)) {
    return { kind: 'held', remainingMs: RETRY_BUDGET_WAIT_MS, reason: 'retry_budget' };
  }
  if (gates.allOpen) return send(parts, []);
  const admission = await gates.admit(Object.values(scopes));
  return admission.kind === 'held' ? admission : send(parts, admission.probes);
}

async function send(parts: Attempt, probes: readonly Probe[]): Promise<DispatchResult> {
  const { provider, request, deadlineMs, health, scopes, isRetry, monotonicMs, metrics, log } = parts;
  health.started(scopes.origin, isRetry);
  const startedMs = monotonicMs();
  const outcome = await sendSafely({ provider, request, deadlineMs, log });
  const durationMs = Math.round(monotonicMs() - startedMs);
  if (outcome.class === 'throttled' && outcome.isOwnRate === true) {
    await tellGates(parts, outcome, probes);
    return { kind: 'held', remainingMs: outcome.retryAfterSeconds * 1000, reason: outcome.reason };
  }
  metrics.count('push_notifications_sent_total', { provider: provider.name, status: outcome.class });
  metrics.observe('push_notification_duration_seconds', { provider: provider.name }, durationMs / 1000);
  await tellGates(parts, outcome, probes);
  return { kind: 'attempted', outcome, durationMs, scopes };
}

interface SafeSend {
  readonly provider: Provider;
  readonly request: SendRequest;
  readonly deadlineMs: number;
  readonly log: Logger;
}

/** F-9: a message that a provider's code trips over must not take the rest of its chunk with it. */
async function sendSafely({ provider, request, deadlineMs, log }: SafeSend): Promise<Outcome> {
  try {
    return await provider.send(request, deadlineMs);
  } catch (error) {
    const { notificationId, deviceId } = request;
    log.error(
      { err: error, provider: provider.name, notification_id: notificationId, device_id: deviceId },
      'a provider failed to handle a message',
    );
    return { class: 'transient', reason: 'internal_error', providerCode: null, retryAfterSeconds: null };
  }
}

/** A database that is away for a moment must not lose what became of a message: it would be sent once more (F-3). */
async function tellGates(parts: Attempt, outcome: Outcome, probes: readonly Probe[]): Promise<void> {
  try {
    await closeGates(parts, outcome, probes);
  } catch (error) {
    parts.log.warn(
      { err: error, scope: parts.scopes.origin, outcome: outcome.class },
      'other workers could not be told how a push service does',
    );
  }
}

/**
 * "Retry-After always wins, and closes its scope for every worker"; a server that is down is its origin's matter. A message
 * that a half-open way let pass decides about that way, any other counts towards closing it.
 */
async function closeGates(
  { gates, health, scopes, log }: Attempt,
  outcome: Outcome,
  probes: readonly Probe[],
): Promise<void> {
  const isFailure = outcome.class === 'transient' || outcome.class === 'ambiguous';
  const isFailing = health.ended(scopes.origin, isFailure);
  if (probes.length > 0) await gates.report(probes, outcome.class);
  else if (isFailing && !gates.isTripped(scopes.origin, 'server_failing')) {
    log.warn(
      { scope: scopes.origin, outcome: outcome.class },
      'a push service fails, and is left alone for a while',
    );
    await gates.trip({ scope: scopes.origin, reason: 'server_failing' });
  }
  if (outcome.class !== 'throttled' && outcome.class !== 'transient') return;
  if (outcome.retryAfterSeconds === null || outcome.retryAfterSeconds <= 0) return;
  const scope = outcome.class === 'throttled' ? scopes[outcome.scope] : scopes.origin;
  const closedMs = Math.min(outcome.retryAfterSeconds, RETRY_AFTER_CAP_SECONDS) * 1000;
  await gates.close({ scope, closedMs, reason: outcome.reason });
}

function scopesOf(provider: Provider, request: SendRequest): Attempted['scopes'] {
  return {
    device: provider.scopeKey(request, 'device'),
    origin: provider.scopeKey(request, 'origin'),
    app: provider.scopeKey(request, 'app'),
    provider: provider.scopeKey(request, 'provider'),
  };
}

/** null when the row's columns and its ciphertext do not belong together. */
function targetOf(material: TokenMaterial, token: SealedToken): Target | null {
  if (material.provider !== token.provider) return null;
  if (material.provider !== 'apns') return material;
  return token.environment === null ? null : { ...material, environment: token.environment };
}

function withoutToken({
  token: _,
  lane: __,
  isRetry: ___,
  ...request
}: DispatchRequest): Omit<SendRequest, 'target'> {
  return request;
}
