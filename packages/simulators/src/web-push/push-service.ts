import { randomUUID } from 'node:crypto';
import { answerByScript } from '../answer-by-script.ts';
import type { Answer, Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import type { PushMessage } from './messages.ts';
import { MAX_MESSAGE_BYTES, type PushHeaders, readPushHeaders } from './push-request.ts';
import type { PushSubscriptionRecord, Subscriptions } from './subscriptions.ts';
import type { VapidVerifier } from './vapid.ts';

export type PushServiceOptions = {
  /** The https origin, known once the port is: VAPID's audience. */
  origin: () => string;
  subscriptions: Subscriptions;
  vapid: VapidVerifier;
  faults: FaultEngine;
  hits: HitLedger;
  /** Brings an accepted message on its way. */
  deliver: (subscription: PushSubscriptionRecord, message: PushMessage) => void;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** The side that application servers send to: RFC 8030 with RFC 8292's restrictions. */
export class PushService {
  readonly #options: PushServiceOptions;

  constructor(options: PushServiceOptions) {
    this.#options = options;
  }

  endpointOf(subscriptionId: string): string {
    return `${this.#options.origin()}/push/${subscriptionId}`;
  }

  /** Answers one request, by the fault script or as a push service does, and records the hit. */
  async handle(exchange: Exchange): Promise<void> {
    const id = /^\/push\/([\w-]+)$/.exec(exchange.path)?.[1];
    if (id === undefined) return exchange.send(refusal(404, 'There is only /push/<capability> here'));
    if (exchange.method !== 'POST') return exchange.send(refusal(405, 'Send messages with POST'));
    const { faults, hits, now } = this.#options;
    await answerByScript({
      exchange,
      faults,
      hits,
      now,
      subject: { target: id, aliases: [this.endpointOf(id)], path: exchange.path },
      maxBodyBytes: MAX_MESSAGE_BYTES,
      take: async () => {
        const answer = await this.#take(exchange, id);
        return { answer, taken: answer.status === 201 };
      },
      describe: () => ({
        messageId: exchange.header('topic') ?? null,
        details: {
          protocol: exchange.protocol,
          ttl: exchange.header('ttl') ?? null,
          urgency: exchange.header('urgency') ?? null,
          bytes: Number(exchange.header('content-length') ?? 0),
        },
      }),
    });
  }

  /** Treats the message as a healthy push service would; status 201 means that it was taken. */
  async #take(exchange: Exchange, id: string): Promise<Answer> {
    const { body, tooLarge } = await exchange.readBody(MAX_MESSAGE_BYTES);
    const subscription = this.#options.subscriptions.get(id);
    if (subscription === undefined) return refusal(404, 'There is no such subscription');
    if (subscription.expired) return refusal(410, 'The subscription has ended');
    const unauthorised = this.#checkSender(exchange, subscription);
    if (unauthorised !== null) return unauthorised;
    if (tooLarge) return refusal(413, `A message has at most ${MAX_MESSAGE_BYTES} bytes`);
    if (body.length > 0 && exchange.header('content-encoding') !== 'aes128gcm') {
      return refusal(400, 'Content-Encoding must be aes128gcm');
    }
    const parsed = readPushHeaders(exchange);
    if (!parsed.ok) return refusal(400, parsed.reason);
    return this.#accept(subscription, parsed.headers, body);
  }

  /** RFC 8292 section 4.2: a subscription made with a key takes messages from that key only. */
  #checkSender(exchange: Exchange, subscription: PushSubscriptionRecord): Answer | null {
    const authorization = exchange.header('authorization');
    if (authorization === undefined) {
      return subscription.applicationServerKey === null ? null : refusal(401, 'Authorization is missing');
    }
    const vapid = this.#options.vapid.check(authorization, this.#options.origin());
    if (!vapid.ok) return refusal(401, vapid.reason);
    const bound = subscription.applicationServerKey;
    if (bound !== null && bound !== vapid.applicationServerKey) {
      return refusal(403, 'The subscription was made for another application server key');
    }
    return null;
  }

  #accept(subscription: PushSubscriptionRecord, headers: PushHeaders, body: Buffer): Answer {
    const id = randomUUID();
    const receivedAtMs = this.#options.now();
    this.#options.deliver(subscription, {
      id,
      subscriptionId: subscription.id,
      body,
      ...headers,
      receivedAtMs,
    });
    const location = `${this.#options.origin()}/message/${id}`;
    return { status: 201, headers: { Location: location, TTL: String(headers.ttlSeconds) }, body: '' };
  }
}

function refusal(status: number, reason: string): Answer {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ status, reason }),
  };
}
