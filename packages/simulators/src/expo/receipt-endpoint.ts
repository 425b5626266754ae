import { z } from 'zod';
import type { Answer, Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import { dataAnswer, errorAnswer, type Finding } from './answers.ts';
import type { Deliveries } from './deliveries.ts';
import { answerItems, type HealthyAnswer, type Item } from './scripted-items.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#request-errors */
const MAX_RECEIPTS = 1000;

const bodySchema = z.object({ ids: z.array(z.string()) });

export type ReceiptEndpointOptions = {
  /** Refuses a request that may not come in; null lets it. */
  unauthorised: (exchange: Exchange) => Answer | null;
  deliveries: Deliveries;
  faults: FaultEngine;
  /** One hit for each receipt that was asked for; its target is the token that the message was for. */
  hits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** Tells what became of messages that got a ticket. */
export class ReceiptEndpoint {
  readonly #options: ReceiptEndpointOptions;

  constructor(options: ReceiptEndpointOptions) {
    this.#options = options;
  }

  async handle(exchange: Exchange, json: unknown, atMs: number): Promise<void> {
    const parsed = bodySchema.safeParse(json);
    if (!parsed.success)
      return exchange.send(errorAnswer(400, { code: 'VALIDATION_ERROR', message: '"ids" must be texts' }));
    const { ids } = parsed.data;
    const { deliveries, faults, hits } = this.#options;
    const items = ids.map((id): Item => ({ token: deliveries.ticket(id)?.token ?? id, messageId: id }));
    const healthy = (findings: readonly (Finding | null)[]) => this.#healthy(exchange, ids, findings);
    await answerItems({ exchange, atMs, faults, hits, items, healthy });
  }

  #healthy(exchange: Exchange, ids: readonly string[], findings: readonly (Finding | null)[]): HealthyAnswer {
    const refusal = this.#options.unauthorised(exchange);
    if (refusal !== null) return { answer: refusal, taken: [] };
    if (ids.length > MAX_RECEIPTS) {
      const message = `At most ${MAX_RECEIPTS} receipts in one request, not ${ids.length}`;
      return { answer: errorAnswer(400, { code: 'PUSH_TOO_MANY_RECEIPTS', message }), taken: [] };
    }
    const { deliveries, now } = this.#options;
    const nowMs = now();
    const found = ids.map((id, index) => findings[index] ?? deliveries.receipt(id, nowMs));
    const data: Record<string, Finding> = {};
    for (const [index, receipt] of found.entries())
      if (receipt !== null) data[ids[index] as string] = receipt;
    return { answer: dataAnswer(data), taken: found.map((receipt) => receipt !== null) };
  }
}
