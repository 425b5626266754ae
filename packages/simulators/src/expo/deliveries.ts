import { randomUUID } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import { ReceivedMessages } from '../received-messages.ts';
import { errorFinding, type Finding } from './answers.ts';
import { type ExpoMessage, payloadBytes } from './push-message.ts';
import type { TokenBehaviour } from './recipients.ts';

const MAX_TICKETS = 250_000;
const MAX_RECEIVED_BYTES = 256 * 1024 * 1024;
/** Expo clears receipts after a day. */
const RECEIPT_LIFE_MS = 24 * 3_600_000;
/** What Apple and Google take; Expo finds out when it hands the message on, hence by the receipt. */
const MAX_PAYLOAD_BYTES = 4096;

type Ticket = { token: string; receipt: Finding | null; readyAtMs: number; clearedAtMs: number };

/** What the service took: the messages of each token, and the receipts that follow. */
export class Deliveries {
  readonly #tickets = new BoundedMap<string, Ticket>(MAX_TICKETS);
  readonly #messages = new ReceivedMessages<ExpoMessage>({
    maxBytes: MAX_RECEIVED_BYTES,
    targetOf: ({ to }) => to,
    bytesOf: payloadBytes,
  });

  /** Takes a message, and returns its ticket's id. */
  take(message: ExpoMessage, { receipt, receiptAfterMs }: TokenBehaviour, nowMs: number): string {
    const id = randomUUID();
    this.#messages.add(message);
    const error = receipt ?? (payloadBytes(message) > MAX_PAYLOAD_BYTES ? 'MessageTooBig' : null);
    const readyAtMs = nowMs + receiptAfterMs;
    this.#tickets.set(id, {
      token: message.to,
      receipt: error === 'never' ? null : error === null ? { status: 'ok' } : errorFinding(message.to, error),
      readyAtMs,
      clearedAtMs: readyAtMs + RECEIPT_LIFE_MS,
    });
    return id;
  }

  ticket(id: string): Ticket | undefined {
    return this.#tickets.get(id);
  }

  /** The receipt of a ticket, if there is one at this time. */
  receipt(id: string, nowMs: number): Finding | null {
    const ticket = this.#tickets.get(id);
    if (ticket === undefined || nowMs < ticket.readyAtMs || nowMs >= ticket.clearedAtMs) return null;
    return ticket.receipt;
  }

  /** Oldest first. */
  messages(token: string): readonly ExpoMessage[] {
    return this.#messages.of(token);
  }
}
