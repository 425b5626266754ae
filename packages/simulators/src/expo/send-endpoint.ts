import type { Answer, Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import { dataAnswer, errorAnswer, errorFinding, type Finding } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import { type ExpoMessage, isExpoToken, readMessages } from './push-message.ts';
import type { RateMeter } from './rate-meter.ts';
import type { Recipients } from './recipients.ts';
import { answerItems, type HealthyAnswer, type Item } from './scripted-items.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
const MAX_MESSAGES = 100;

export type SendEndpointOptions = {
  /** Refuses a request that may not come in; null lets it. */
  unauthorised: (exchange: Exchange) => Answer | null;
  recipients: Recipients;
  deliveries: Deliveries;
  meter: RateMeter;
  faults: FaultEngine;
  /** One hit for each message. */
  hits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

type SendBody = { messages: readonly ExpoMessage[]; isSingle: boolean };

/** Takes messages, and answers with a ticket for each. */
export class SendEndpoint {
  readonly #options: SendEndpointOptions;

  constructor(options: SendEndpointOptions) {
    this.#options = options;
  }

  async handle(exchange: Exchange, json: unknown, atMs: number): Promise<void> {
    const read = readMessages(json);
    if (!read.ok) return exchange.send(errorAnswer(400, { code: 'VALIDATION_ERROR', message: read.reason }));
    const { messages } = read;
    const { faults, hits } = this.#options;
    const items = messages.map((message): Item => ({ token: message.to, messageId: idOf(message) }));
    const body = { messages, isSingle: !Array.isArray(json) && messages.length === 1 };
    const healthy = (findings: readonly (Finding | null)[]) => this.#healthy(exchange, body, findings);
    await answerItems({ exchange, atMs, faults, hits, items, healthy });
  }

  #healthy(exchange: Exchange, body: SendBody, findings: readonly (Finding | null)[]): HealthyAnswer {
    const refusal = this.#options.unauthorised(exchange) ?? this.#refusalOf(body.messages);
    if (refusal !== null) return { answer: refusal, taken: [] };
    const tickets = body.messages.map((message, index) => this.#ticket(message, findings[index] ?? null));
    return {
      answer: dataAnswer(body.isSingle ? tickets[0] : tickets),
      taken: tickets.map((ticket) => ticket.status === 'ok'),
    };
  }

  #refusalOf(messages: readonly ExpoMessage[]): Answer | null {
    if (messages.length > MAX_MESSAGES) {
      const message = `At most ${MAX_MESSAGES} notifications in one request, not ${messages.length}`;
      return errorAnswer(400, { code: 'PUSH_TOO_MANY_NOTIFICATIONS', message });
    }
    const byProject = Map.groupBy(messages, ({ to }) => this.#options.recipients.get(to).project);
    if (byProject.size > 1) {
      const details = Object.fromEntries(
        [...byProject].map(([project, ofProject]) => [project, ofProject.map(({ to }) => to)]),
      );
      const message = 'All push notification messages in the same request must be for the same project';
      return errorAnswer(400, { code: 'PUSH_TOO_MANY_EXPERIENCE_IDS', message, details });
    }
    for (const [project, ofProject] of byProject) {
      if (this.#options.meter.count(project, ofProject.length, this.#options.now())) continue;
      return errorAnswer(429, { code: 'TOO_MANY_REQUESTS', message: 'Too many notifications per second' });
    }
    return null;
  }

  #ticket(message: ExpoMessage, scripted: Finding | null): Finding {
    if (scripted?.status === 'error') return scripted;
    const behaviour = this.#options.recipients.get(message.to);
    const error = isExpoToken(message.to) ? behaviour.ticket : 'DeviceNotRegistered';
    if (scripted === null && error !== null) return errorFinding(message.to, error);
    return { status: 'ok', id: this.#options.deliveries.take(message, behaviour, this.#options.now()) };
  }
}

/** What the sender calls the message: its notification's id, or what later ones are collapsed by. */
function idOf({ data, collapseId, tag }: ExpoMessage): string | null {
  const id = data?.notification_id;
  return typeof id === 'string' ? id : (collapseId ?? tag ?? null);
}
