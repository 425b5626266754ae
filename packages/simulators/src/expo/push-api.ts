import { z } from 'zod';
import { type Answer, ClientGoneError, type Exchange } from '../exchange.ts';
import type { Fault, FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import { type PlayedFault, playFault } from '../play-fault.ts';
import { dataAnswer, errorAnswer, errorFinding, type Finding } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import { type ExpoMessage, isExpoToken, readMessages } from './push-message.ts';
import type { RateMeter } from './rate-meter.ts';
import type { Recipients } from './recipients.ts';
import { MAX_REQUEST_BYTES, readJsonBody } from './request-body.ts';

export const SEND_PATH = '/--/api/v2/push/send';
export const RECEIPTS_PATH = '/--/api/v2/push/getReceipts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
const MAX_MESSAGES = 100;
const MAX_RECEIPTS = 1000;

const idsSchema = z.object({ ids: z.array(z.string()) });

export type PushApiOptions = {
  /** Refuses requests without it; null lets everybody in. */
  accessToken: string | null;
  recipients: Recipients;
  deliveries: Deliveries;
  meter: RateMeter;
  faults: FaultEngine;
  /** One hit for each message, and one for each receipt that was asked for. */
  hits: HitLedger;
  receiptHits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** What one item of a request is about: a message, or the receipt of one. */
type Item = { token: string; messageId: string | null; fault: Fault | null };

/** How a healthy service answers: `taken` says it of each item. */
type Healthy = { answer: Answer; taken: readonly boolean[] };

/**
 * Expo's push API. The fault script sees each message of a request apart: a rule whose answer is `status: 200` with a body
 * gives that message its ticket (or receipt); any other answer is the whole request's, by the first message that has one.
 */
export class PushApi {
  readonly #options: PushApiOptions;

  constructor(options: PushApiOptions) {
    this.#options = options;
  }

  /** Answers one request, by the fault script or as Expo does, and records the hits. */
  async handle(exchange: Exchange): Promise<void> {
    try {
      await this.#route(exchange);
    } catch (error) {
      // It went away before its messages could be read, so that there is nothing to record.
      if (!(error instanceof ClientGoneError)) throw error;
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { path } = exchange;
    if (path !== SEND_PATH && path !== RECEIPTS_PATH)
      return exchange.send(errorAnswer(404, { code: 'NOT_FOUND', message: `There is no ${path} here` }));
    if (exchange.method !== 'POST')
      return exchange.send(errorAnswer(405, { code: 'METHOD_NOT_ALLOWED', message: 'Send with POST' }));
    const atMs = this.#options.now();
    const ledger = path === SEND_PATH ? this.#options.hits : this.#options.receiptHits;
    ledger.opened(exchange.gone);
    const body = await readJsonBody(exchange);
    if (!body.ok)
      return exchange.send(errorAnswer(body.status, { code: 'VALIDATION_ERROR', message: body.reason }));
    if (path === SEND_PATH) return this.#send(exchange, body.json, atMs);
    return this.#receipts(exchange, body.json, atMs);
  }

  async #send(exchange: Exchange, body: unknown, atMs: number): Promise<void> {
    const read = readMessages(body);
    if (!read.ok) return exchange.send(errorAnswer(400, { code: 'VALIDATION_ERROR', message: read.reason }));
    const { messages } = read;
    const items = messages.map((message) => this.#item(exchange, message.to, idOf(message)));
    const isSingle = !Array.isArray(body) && messages.length === 1;
    const healthy = () => this.#sendHealthy({ exchange, messages, items, isSingle });
    const played = await this.#play(exchange, items, healthy);
    for (const [index, { token, messageId, fault }] of items.entries()) {
      this.#options.hits.record({
        atMs,
        target: token,
        messageId,
        outcome: played.outcome,
        taken: played.taken[index] ?? false,
        rule: fault?.rule ?? null,
        details: { protocol: exchange.protocol, messages: messages.length },
      });
    }
  }

  #sendHealthy(request: {
    exchange: Exchange;
    messages: readonly ExpoMessage[];
    items: readonly Item[];
    isSingle: boolean;
  }): Healthy {
    const { messages, items, isSingle } = request;
    const refusal = this.#unauthorised(request.exchange) ?? this.#refusalOf(messages);
    if (refusal !== null) return { answer: refusal, taken: [] };
    const tickets = messages.map((message, index) => this.#ticket(message, items[index]?.fault ?? null));
    const [first] = tickets;
    return {
      answer: dataAnswer(isSingle ? first : tickets),
      taken: tickets.map((ticket) => ticket.status === 'ok'),
    };
  }

  #unauthorised(exchange: Exchange): Answer | null {
    const { accessToken } = this.#options;
    if (accessToken === null || exchange.header('authorization') === `Bearer ${accessToken}`) return null;
    return errorAnswer(401, { code: 'UNAUTHORIZED', message: 'The access token is missing or not valid' });
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

  #ticket(message: ExpoMessage, fault: Fault | null): Finding {
    const scripted = findingOf(fault);
    if (scripted !== null && scripted.status === 'error') return scripted;
    const behaviour = this.#options.recipients.get(message.to);
    const error = isExpoToken(message.to) ? behaviour.ticket : 'DeviceNotRegistered';
    if (scripted === null && error !== null) return errorFinding(message.to, error);
    return { status: 'ok', id: this.#options.deliveries.take(message, behaviour, this.#options.now()) };
  }

  async #receipts(exchange: Exchange, body: unknown, atMs: number): Promise<void> {
    const parsed = idsSchema.safeParse(body);
    if (!parsed.success)
      return exchange.send(errorAnswer(400, { code: 'VALIDATION_ERROR', message: '"ids" must be texts' }));
    const { ids } = parsed.data;
    const { deliveries } = this.#options;
    const items = ids.map((id) => this.#item(exchange, deliveries.ticket(id)?.token ?? id, id));
    const played = await this.#play(exchange, items, () => this.#receiptsHealthy(exchange, ids, items));
    for (const [index, { token, messageId, fault }] of items.entries()) {
      this.#options.receiptHits.record({
        atMs,
        target: token,
        messageId,
        outcome: played.outcome,
        taken: played.taken[index] ?? false,
        rule: fault?.rule ?? null,
        details: { protocol: exchange.protocol, receipts: ids.length },
      });
    }
  }

  #receiptsHealthy(exchange: Exchange, ids: readonly string[], items: readonly Item[]): Healthy {
    const refusal = this.#unauthorised(exchange);
    if (refusal !== null) return { answer: refusal, taken: [] };
    if (ids.length > MAX_RECEIPTS) {
      const message = `At most ${MAX_RECEIPTS} receipts in one request, not ${ids.length}`;
      return { answer: errorAnswer(400, { code: 'PUSH_TOO_MANY_RECEIPTS', message }), taken: [] };
    }
    const nowMs = this.#options.now();
    const found = ids.map(
      (id, index) => findingOf(items[index]?.fault ?? null) ?? this.#options.deliveries.receipt(id, nowMs),
    );
    const data = Object.fromEntries(
      ids.flatMap((id, index) => {
        const receipt = found[index] ?? null;
        return receipt === null ? [] : [[id, receipt]];
      }),
    );
    return { answer: dataAnswer(data), taken: found.map((receipt) => receipt !== null) };
  }

  #item(exchange: Exchange, token: string, messageId: string | null): Item {
    const fault = this.#options.faults.decide({ target: token, aliases: [], path: exchange.path });
    return { token, messageId, fault };
  }

  /** The whole request's scripted answer, or the healthy one. */
  async #play(
    exchange: Exchange,
    items: readonly Item[],
    healthy: () => Healthy,
  ): Promise<{ outcome: PlayedFault['outcome']; taken: readonly boolean[] }> {
    const fault = items.find((item) => item.fault !== null && findingOf(item.fault) === null)?.fault ?? null;
    if (fault !== null) {
      let taken: readonly boolean[] = [];
      const deliver = async () => {
        ({ taken } = healthy());
        return taken.includes(true);
      };
      const { answer } = fault;
      const played = await playFault({ exchange, answer, maxBodyBytes: MAX_REQUEST_BYTES, deliver });
      if (played !== null) return { outcome: played.outcome, taken };
    }
    const { answer, taken } = healthy();
    exchange.send(answer);
    return { outcome: answer.status, taken };
  }
}

/** The ticket or receipt that a rule gives to one message; null where its answer is the whole request's. */
function findingOf(fault: Fault | null): Finding | null {
  if (fault === null || fault.answer.status !== 200 || fault.answer.body === undefined) return null;
  try {
    const finding = JSON.parse(fault.answer.body) as Finding;
    return finding.status === 'ok' || finding.status === 'error' ? finding : null;
  } catch {
    return null;
  }
}

/** What the sender calls the message: its notification's id, or what later ones are collapsed by. */
function idOf({ data, collapseId, tag }: ExpoMessage): string | null {
  const id = data?.notification_id;
  return typeof id === 'string' ? id : (collapseId ?? tag ?? null);
}
