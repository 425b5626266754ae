import { lookup } from 'node:dns';
import type { Outcome, ThrottleScope } from '../../dispatch/outcome.ts';
import type { Provider, SendRequest } from '../provider.ts';
import { TRANSPORT_BOUNDS } from '../transport/bounds.ts';
import type { HttpTransport } from '../transport/http-post.ts';
import type { HttpResult } from '../transport/http-result.ts';
import { createHttpTransport } from '../transport/http-transport.ts';
import { createHttp2Transport } from '../transport/http2-transport.ts';
import { type AccessToken, type AccessTokenSource, createAccessTokenSource } from './access-token.ts';
import { createApplicationDefaultGrant } from './application-default.ts';
import { isUnauthenticated, outcomeOfAnswer, outcomeOfFailure } from './errors.ts';
import { createJwtBearerGrant } from './jwt-bearer-grant.ts';
import { createFcmMessageWriter } from './message-writer.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';
import type { FcmSettings, ServiceAccount } from './settings.ts';

const IDLE_TIMEOUT_MS = 5 * 60_000;
const PING_INTERVAL_MS = 30_000;
/** The token endpoint is asked once an hour, by one request at a time. */
const TOKEN_CONNECTIONS = 2;

export interface FcmDependencies {
  readonly now: () => Date;
  /** Milliseconds that only move forward (`performance.now`). */
  readonly monotonicMs: () => number;
}

/**
 * Sends by FCM HTTP v1 (https://firebase.google.com/docs/cloud-messaging/send/v1-api) over persistent HTTP/2 sessions.
 *
 * @throws {Error} if the service account's key cannot be read
 */
export function createFcmProvider(settings: FcmSettings, dependencies: FcmDependencies): Provider<'fcm'> {
  const sender = openFcm(settings, dependencies);
  const write = createFcmMessageWriter(settings);
  return {
    name: 'fcm',
    send: async (request, deadlineMs) => {
      const body = write(request);
      if (!body.ok) return { class: 'payload', reason: body.reason, providerCode: null };
      return sender.post(body.bodyAt, deadlineMs);
    },
    scopeKey,
    close: () => sender.close(),
  };
}

/** The way to FCM: credentials and sessions. */
export function openFcm(settings: FcmSettings, dependencies: FcmDependencies): FcmSender {
  const { monotonicMs } = dependencies;
  const clock = createServerClock(dependencies);
  const { origin } = new URL(settings.baseUrl);
  const { credentials } = settings;
  const tokenTransport =
    credentials.kind === 'service_account' ? createTokenTransport(credentials, settings) : null;
  const grant =
    credentials.kind === 'service_account' && tokenTransport !== null
      ? createJwtBearerGrant({ account: credentials, transport: tokenTransport, clock, monotonicMs })
      : createApplicationDefaultGrant(settings.projectId);
  return new FcmSender({
    origin,
    projectId: settings.projectId,
    tokens: createAccessTokenSource({ grant, monotonicMs }),
    transport: createHttp2Transport({
      maxPendingPerOrigin: settings.maxPending,
      maxStreamsPerSession: settings.streamsPerSession,
      sessionsPerOrigin: settings.sessions,
      ...TRANSPORT_BOUNDS,
      maxOrigins: 1,
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      pingIntervalMs: PING_INTERVAL_MS,
      // Nobody but the operator names this host, so that it may be anywhere.
      lookup: null,
      testOrigins: [origin],
      testCaPem: settings.testCaPem,
    }),
    tokenTransport,
    clock,
    monotonicMs,
  });
}

function createTokenTransport({ tokenUri }: ServiceAccount, { testCaPem }: FcmSettings): HttpTransport {
  return createHttpTransport({
    connectionsPerOrigin: TOKEN_CONNECTIONS,
    maxOrigins: 1,
    maxPendingPerOrigin: TOKEN_CONNECTIONS,
    ...TRANSPORT_BOUNDS,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
    // As above: the operator's own file names it.
    lookup,
    testOrigins: [new URL(tokenUri).origin],
    testCaPem,
  });
}

interface SenderParts {
  readonly origin: string;
  readonly projectId: string | null;
  readonly tokens: AccessTokenSource;
  readonly transport: HttpTransport;
  readonly tokenTransport: HttpTransport | null;
  readonly clock: ServerClock;
  readonly monotonicMs: () => number;
}

/** Posts to `messages:send` with an access token, and once more with another one when the first is not taken. */
export class FcmSender {
  readonly #parts: SenderParts;
  #closed = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** @param bodyAt the JSON of a `SendMessageRequest`; made when there is an access token, with which comes the time */
  async post(bodyAt: (now: Date) => Buffer, deadlineMs: number): Promise<Outcome> {
    if (this.#closed)
      return { class: 'transient', reason: 'closed', providerCode: null, retryAfterSeconds: null };
    const { tokens, clock, monotonicMs } = this.#parts;
    const endsAtMs = monotonicMs() + deadlineMs;
    const remainingMs = (): number => Math.max(endsAtMs - monotonicMs(), 0);

    const access = await tokens.get(remainingMs());
    if (!access.ok) return access.failure;
    const body = bodyAt(clock.now());
    const result = await this.#send(body, access, remainingMs());
    if (result === null) return { class: 'config', reason: 'project_unknown', providerCode: null };
    if (result.kind === 'failure') return outcomeOfFailure(result);
    if (!isUnauthenticated(result)) return outcomeOfAnswer(result, clock.now());

    const renewed = await tokens.renew(access.token, remainingMs());
    if (renewed === null) return outcomeOfAnswer(result, clock.now());
    if (!renewed.ok) return renewed.failure;
    const second = (await this.#send(body, renewed, remainingMs())) ?? result;
    return second.kind === 'failure' ? outcomeOfFailure(second) : outcomeOfAnswer(second, clock.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#parts.transport.close(), this.#parts.tokenTransport?.close()]);
  }

  /** Null when neither the settings nor the credentials say which project it is. */
  async #send(body: Buffer, access: AccessToken, deadlineMs: number): Promise<HttpResult | null> {
    const project = this.#parts.projectId ?? access.projectId;
    if (project === null) return null;
    return this.#parts.transport.post({
      origin: this.#parts.origin,
      path: `/v1/projects/${encodeURIComponent(project)}/messages:send`,
      headers: { authorization: `Bearer ${access.token}`, 'content-type': 'application/json; charset=utf-8' },
      body,
      deadlineMs,
    });
  }
}

function scopeKey({ deviceId }: SendRequest<'fcm'>, scope: ThrottleScope): string {
  // One project at one address: `origin`, `app` and `provider` differ in name alone.
  return scope === 'device' ? `fcm:device:${deviceId}` : `fcm:${scope}`;
}
