import type { Answer, Exchange } from '../exchange.ts';
import type { Fault, FaultEngine } from '../fault-engine.ts';
import type { HitLedger, HitOutcome } from '../hit-ledger.ts';
import { playFault } from '../play-fault.ts';
import type { Finding } from './answers.ts';
import { MAX_REQUEST_BYTES } from './request-body.ts';

/** What one item of a request is about: a message, or the receipt of one. */
export type Item = { token: string; messageId: string | null };

/** How a healthy service answers a request; `taken` says it of each item, and is empty when the request was refused. */
export type HealthyAnswer = { answer: Answer; taken: readonly boolean[] };

export type ItemsRequest = {
  exchange: Exchange;
  atMs: number;
  faults: FaultEngine;
  hits: HitLedger;
  items: readonly Item[];
  /** Answers as the service does; `findings` are the tickets or receipts that the script gives to single items. */
  healthy: (findings: readonly (Finding | null)[]) => HealthyAnswer;
};

/**
 * Answers a request of many items by the fault script, which sees each of them apart, and records a hit for each. A rule
 * whose answer is `status: 200` with a ticket or a receipt as its body is for that one item; any other answer is for the
 * request as a whole, by the first item that has one.
 */
export async function answerItems(request: ItemsRequest): Promise<void> {
  const { exchange, atMs, faults, hits, items } = request;
  const given = items.map(({ token }) => faults.decide({ target: token, aliases: [], path: exchange.path }));
  const { outcome, taken } = await play(request, given);
  for (const [index, { token, messageId }] of items.entries()) {
    hits.record({
      atMs,
      target: token,
      messageId,
      outcome,
      taken: taken[index] ?? false,
      rule: given[index]?.rule ?? null,
      details: { protocol: exchange.protocol, items: items.length },
    });
  }
}

async function play(
  { exchange, healthy }: ItemsRequest,
  given: readonly (Fault | null)[],
): Promise<{ outcome: HitOutcome; taken: readonly boolean[] }> {
  const findings = given.map(findingOf);
  const fault = given.find((one, index) => one !== null && findings[index] === null) ?? null;
  if (fault !== null) {
    let taken: readonly boolean[] = [];
    const deliver = async () => {
      ({ taken } = healthy(findings));
      return taken.includes(true);
    };
    const played = await playFault({
      exchange,
      answer: fault.answer,
      maxBodyBytes: MAX_REQUEST_BYTES,
      deliver,
    });
    if (played !== null) return { outcome: played.outcome, taken };
  }
  const { answer, taken } = healthy(findings);
  exchange.send(answer);
  return { outcome: answer.status, taken };
}

/** The ticket or receipt that a rule gives to one item; null where its answer is the whole request's. */
function findingOf(fault: Fault | null): Finding | null {
  if (fault === null || fault.answer.status !== 200 || fault.answer.body === undefined) return null;
  try {
    const finding = JSON.parse(fault.answer.body) as Finding;
    return finding.status === 'ok' || finding.status === 'error' ? finding : null;
  } catch {
    return null;
  }
}
