import type { Environment } from '@carillon/contracts/providers';
import type { Outcome, ThrottleScope } from '../../dispatch/outcome.ts';
import type { SharedCredentialStore } from '../../ports-shared-credentials.ts';
import type { KeyRing } from '../../vault/keyring.ts';
import type { Provider, SendRequest } from '../provider.ts';
import { TRANSPORT_BOUNDS } from '../transport/bounds.ts';
import type { HttpResult } from '../transport/http-result.ts';
import { createHttp2Transport, type Http2Transport } from '../transport/http2-transport.ts';
import { apnsReasonOf, outcomeOfAnswer, outcomeOfFailure } from './errors.ts';
import { type ApnsMessageWriter, createApnsMessageWriter } from './message-writer.ts';
import { type ApnsMessage, MAX_PAYLOAD_BYTES } from './payload.ts';
import { createProviderTokens, type ProviderToken, type ProviderTokens } from './provider-token.ts';
import { type ApnsSettings, importApnsKey } from './settings.ts';

/** Apple asks senders to keep connections open; hours pass between the messages of a small installation. */
const IDLE_TIMEOUT_MS = 60 * 60_000;
const PING_INTERVAL_MS = 60_000;

export interface ApnsDependencies {
  readonly monotonicMs: () => number;
  /** Where all workers keep the one provider token. */
  readonly credentials: SharedCredentialStore;
  /** Seals it. */
  readonly keyRing: KeyRing;
}

/**
 * Sends to Apple's devices over HTTP/2, with token credentials.
 *
 * @throws {Error} if the key is no P-256 private key
 */
export function createApnsProvider(settings: ApnsSettings, dependencies: ApnsDependencies): Provider<'apns'> {
  const key = importApnsKey(settings.key);
  if (key === null) throw new Error('The APNs key is no P-256 private key in PEM');
  const origins = Object.values(settings.origins);
  const sender = new ApnsSender({
    settings,
    monotonicMs: dependencies.monotonicMs,
    write: createApnsMessageWriter(settings),
    tokens: createProviderTokens({ ...settings, ...dependencies, key }),
    transport: createHttp2Transport({
      ...settings,
      ...TRANSPORT_BOUNDS,
      maxOrigins: origins.length,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      pingIntervalMs: PING_INTERVAL_MS,
      // The hosts are the operator's own choice, not a registration's.
      lookup: null,
      testOrigins: settings.testCaPem === null ? [] : origins,
    }),
  });
  return {
    name: 'apns',
    send: (request, deadlineMs) => sender.send(request, deadlineMs),
    scopeKey: (request, scope) => scopeKey(settings, request, scope),
    close: () => sender.close(),
  };
}

interface SenderParts {
  readonly settings: ApnsSettings;
  readonly write: ApnsMessageWriter;
  readonly tokens: ProviderTokens;
  readonly transport: Http2Transport;
  readonly monotonicMs: () => number;
}

/** One message on its way to one device. */
interface Attempt extends ApnsMessage {
  readonly path: string;
  readonly token: ProviderToken;
  readonly remainingMs: () => number;
}

class ApnsSender {
  readonly #parts: SenderParts;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  async send(request: SendRequest<'apns'>, deadlineMs: number): Promise<Outcome> {
    const { write, tokens, monotonicMs } = this.#parts;
    const endsMs = monotonicMs() + deadlineMs;
    const remainingMs = () => Math.max(endsMs - monotonicMs(), 0);
    const token = tokens.current() ?? (await within(remainingMs(), tokens.load()));
    if (token === null) return NO_CREDENTIALS;
    const message = write(request, token.now());
    if (message.body.length > MAX_PAYLOAD_BYTES)
      return { class: 'payload', reason: 'too_large', providerCode: null };
    const attempt: Attempt = { ...message, path: `/3/device/${request.target.token}`, token, remainingMs };
    const stored = request.target.environment;
    const outcome = await this.#sendTo(stored, attempt);
    if (!isBadDeviceToken(outcome)) return outcome;
    const other = stored === 'production' ? 'development' : 'production';
    const again = { ...attempt, token: tokens.current() ?? token };
    return eitherEnvironment(outcome, await this.#sendTo(other, again), other);
  }

  close(): Promise<void> {
    return this.#parts.transport.close();
  }

  /** With the provider token and, should that have expired, once more with the one that takes its place. */
  async #sendTo(environment: Environment, attempt: Attempt): Promise<Outcome> {
    const { tokens } = this.#parts;
    const { token, remainingMs } = attempt;
    const answer = await this.#post(environment, attempt);
    if (answer.kind === 'failure') return outcomeOfFailure(answer);
    const outcome = outcomeOfAnswer(answer, token.now());
    const reason = apnsReasonOf(answer);
    // Should it fail, the scope that the answer closes keeps everybody from sending with a new token meanwhile.
    if (reason === 'TooManyProviderTokenUpdates') await within(remainingMs(), tokens.hold());
    if (reason !== 'ExpiredProviderToken') return outcome;

    const renewed = await within(remainingMs(), tokens.renew(token));
    if (renewed === null) return outcome;
    const again = await this.#post(environment, { ...attempt, token: renewed });
    return again.kind === 'failure' ? outcomeOfFailure(again) : outcomeOfAnswer(again, renewed.now());
  }

  async #post(environment: Environment, attempt: Attempt): Promise<HttpResult> {
    const { transport, settings } = this.#parts;
    const { path, headers, body, token, remainingMs } = attempt;
    const origin = settings.origins[environment];
    const sentMs = performance.now();
    const result = await transport.post({
      origin,
      path,
      headers: { ...headers, authorization: `bearer ${token.text}` },
      body,
      deadlineMs: remainingMs(),
    });
    // That server is going; its GOAWAY may be a while behind.
    if (result.kind === 'answer' && apnsReasonOf(result) === 'Shutdown') transport.renew(origin, sentMs);
    return result;
  }
}

const NO_CREDENTIALS: Outcome = {
  class: 'transient',
  reason: 'credentials_unavailable',
  providerCode: null,
  retryAfterSeconds: null,
};

/** Null when it fails, or is not there before the attempt has to end. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

function isBadDeviceToken(outcome: Outcome): boolean {
  return outcome.class === 'token_invalid' && outcome.reason === 'bad_device_token';
}

/**
 * What both environments together say of a token that the stored one does not know. A key that is only for the stored
 * environment cannot ask the other one, which then counts as not configured.
 */
function eitherEnvironment(first: Outcome, second: Outcome, other: Environment): Outcome {
  if (second.class === 'accepted') return { ...second, environment: other };
  const saysNothing = second.class === 'config' && second.reason !== 'topic_refused';
  return isBadDeviceToken(second) || saysNothing ? first : second;
}

function scopeKey(settings: ApnsSettings, request: SendRequest<'apns'>, scope: ThrottleScope): string {
  if (scope === 'device') return `apns:device:${request.deviceId}`;
  if (scope === 'origin') return `apns:origin:${settings.origins[request.target.environment]}`;
  return scope === 'app' ? `apns:app:${settings.topic}` : 'apns:provider';
}
