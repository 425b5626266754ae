import { type Answer, ClientGoneError, type Exchange } from './exchange.ts';
import type { FaultEngine, FaultSubject } from './fault-engine.ts';
import type { Hit, HitLedger } from './hit-ledger.ts';
import { type PlayedFault, playFault } from './play-fault.ts';

export type ScriptedRequest = {
  exchange: Exchange;
  faults: FaultEngine;
  hits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
  subject: FaultSubject;
  /** Bytes of the body that the service reads. */
  maxBodyBytes: number;
  /** Treats the request as a healthy service would, and says whether the message was taken. */
  take: () => Promise<TakenAnswer>;
  /** What the hit tells beside the outcome; asked once the request is over. */
  describe: () => Pick<Hit, 'messageId' | 'details'>;
};

export type TakenAnswer = { answer: Answer; taken: boolean };

/** Answers one request by the fault script, or as the service does when no rule takes it, and records the hit. */
export async function answerByScript(request: ScriptedRequest): Promise<void> {
  const { exchange, faults, hits, subject } = request;
  hits.opened(exchange.gone);
  const atMs = request.now();
  const fault = faults.decide(subject);
  const { outcome, taken } = await play(request, fault?.answer ?? null);
  const rule = fault?.rule ?? null;
  hits.record({ atMs, target: subject.target, outcome, taken, rule, ...request.describe() });
}

async function play(
  { exchange, maxBodyBytes, take }: ScriptedRequest,
  answer: Parameters<typeof playFault>[0]['answer'] | null,
): Promise<PlayedFault> {
  try {
    if (answer !== null) {
      const deliver = async () => (await take()).taken;
      const played = await playFault({ exchange, answer, maxBodyBytes, deliver });
      if (played !== null) return played;
    }
    const healthy = await take();
    exchange.send(healthy.answer);
    return { outcome: healthy.answer.status, taken: healthy.taken };
  } catch (error) {
    if (error instanceof ClientGoneError) return { outcome: 'aborted', taken: false };
    throw error;
  }
}
