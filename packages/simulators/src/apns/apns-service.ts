import { randomUUID } from 'node:crypto';
import { answerByScript } from '../answer-by-script.ts';
import type { Answer, Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import type { Http2Sessions } from '../http2-sessions.ts';
import type { ApnsEnvironment, DeviceToken, DeviceTokens } from './device-tokens.ts';
import {
  MAX_BODY_BYTES,
  type NotificationHeaders,
  readNotificationHeaders,
  readPayload,
} from './notification-request.ts';
import type { ProviderTokens } from './provider-tokens.ts';
import { type ApnsReason, apnsRefusal } from './reasons.ts';
import type { ReceivedNotification } from './simulator-interface.ts';

export type ApnsServiceOptions = {
  environment: ApnsEnvironment;
  /** Topics that the team may send to. */
  topics: ReadonlySet<string>;
  devices: DeviceTokens;
  providerTokens: ProviderTokens;
  /** The environment that the key is for; null for both. */
  keyEnvironment: ApnsEnvironment | null;
  sessions: Http2Sessions;
  faults: FaultEngine;
  hits: HitLedger;
  receive: (notification: ReceivedNotification) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
};

const DEVICE_PATH = /^\/3\/device\/([^/]*)$/;
/** Apple does not say how long tokens are; they are hexadecimal. */
const DEVICE_TOKEN = /^(?:[0-9a-f]{2}){16,100}$/i;

/** One of APNs' two hosts: `POST /3/device/<token>` over HTTP/2. */
export class ApnsService {
  readonly #options: ApnsServiceOptions;

  constructor(options: ApnsServiceOptions) {
    this.#options = options;
  }

  /** Answers one request, by the fault script or as APNs does, and records the hit. */
  async handle(exchange: Exchange): Promise<void> {
    const apnsId = exchange.header('apns-id') ?? randomUUID().toUpperCase();
    const headers = { 'apns-id': apnsId };
    const token = DEVICE_PATH.exec(exchange.path)?.[1]?.toLowerCase();
    if (token === undefined) return exchange.send(apnsRefusal('BadPath', { headers }));
    const { environment, faults, hits, now } = this.#options;
    await answerByScript({
      exchange,
      faults,
      hits,
      now,
      // A rule can name a token, the host, or the token at that host.
      subject: { target: token, aliases: [environment, `${environment}:${token}`], path: exchange.path },
      maxBodyBytes: MAX_BODY_BYTES,
      take: async () => {
        const answer = await this.#take(exchange, token, apnsId);
        return { answer, taken: answer.status === 200 };
      },
      describe: () => ({
        messageId: exchange.header('apns-id') ?? null,
        details: {
          environment,
          pushType: exchange.header('apns-push-type') ?? null,
          collapseId: exchange.header('apns-collapse-id') ?? null,
          priority: exchange.header('apns-priority') ?? null,
          expiration: exchange.header('apns-expiration') ?? null,
        },
      }),
    });
  }

  /** Treats the notification as APNs would when all is well with it. */
  async #take(exchange: Exchange, token: string, apnsId: string): Promise<Answer> {
    const headers = { 'apns-id': apnsId };
    const { body, tooLarge } = await exchange.readBody(MAX_BODY_BYTES);
    const refuse = (reason: ApnsReason, atMs?: number) =>
      apnsRefusal(reason, { headers, ...(atMs === undefined ? {} : { atMs }) });
    if (exchange.method !== 'POST') return refuse('MethodNotAllowed');
    const unauthorised = this.#checkSender(exchange);
    if (unauthorised !== null) return refuse(unauthorised);
    const read = readNotificationHeaders(exchange);
    if (typeof read === 'string') return refuse(read);
    if (tooLarge) return refuse('PayloadTooLarge');
    const payload = readPayload(body, read.pushType);
    if (typeof payload === 'string') return refuse(payload);
    const device = this.#deviceOf(token, read.topic);
    if (typeof device === 'string') return refuse(device);
    if (device.dead !== null) return refuse(device.dead.reason, device.dead.atMs);
    this.#receive({ token, apnsId, headers: read, payload });
    return { status: 200, headers: { ...headers, ...this.#uniqueId() }, body: '' };
  }

  /** A connection whose sender is known may have many streams; until then APNs allows it few. */
  #checkSender(exchange: Exchange): ApnsReason | null {
    const { providerTokens, keyEnvironment, environment, sessions } = this.#options;
    const reason = providerTokens.check(exchange.header('authorization'));
    if (reason !== null) return reason;
    if (keyEnvironment !== null && keyEnvironment !== environment) return 'BadEnvironmentKeyIdInToken';
    if (exchange.stream !== null) sessions.raiseLimit(exchange.stream);
    return null;
  }

  #deviceOf(token: string, topic: string): DeviceToken | ApnsReason {
    const { devices, topics, environment } = this.#options;
    if (token === '') return 'MissingDeviceToken';
    if (!/^[A-Za-z0-9.-]+$/.test(topic)) return 'BadTopic';
    if (!topics.has(topic)) return 'TopicDisallowed';
    if (!DEVICE_TOKEN.test(token)) return 'BadDeviceToken';
    const device = devices.getOrAdopt(token, environment, topic);
    if (device.environment !== environment) return 'BadDeviceToken';
    return device.topic === topic ? device : 'DeviceTokenNotForTopic';
  }

  #receive(received: {
    token: string;
    apnsId: string;
    headers: NotificationHeaders;
    payload: Record<string, unknown>;
  }): void {
    const { token, apnsId, headers, payload } = received;
    const { topic, pushType, priority, expiration, collapseId } = headers;
    this.#options.receive({
      id: apnsId,
      token,
      environment: this.#options.environment,
      receivedAtMs: this.#options.now(),
      topic,
      pushType,
      priority,
      expiration,
      collapseId,
      payload,
    });
  }

  /** The development host names the message for Apple's console. */
  #uniqueId(): Record<string, string> {
    return this.#options.environment === 'development' ? { 'apns-unique-id': randomUUID() } : {};
  }
}
