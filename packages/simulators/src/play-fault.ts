import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from './exchange.ts';
import type { FaultAnswer } from './fault-script.ts';
import type { HitOutcome } from './hit-ledger.ts';

export type PlayedFault = { outcome: HitOutcome; taken: boolean };

/**
 * Plays a scripted answer on an exchange. `deliver` takes the message as a healthy service would, reads the body
 * first if it must, and returns whether the message was taken.
 * Returns null if the script only delays (or sends GOAWAY) and the healthy treatment is to follow.
 * @throws {ClientGoneError} if the client breaks off while its body is read.
 */
export async function playFault(input: {
  exchange: Exchange;
  answer: FaultAnswer;
  maxBodyBytes: number;
  deliver: () => Promise<boolean>;
}): Promise<PlayedFault | null> {
  const { exchange, answer } = input;
  if (answer.delayMs !== undefined && !(await waited(answer.delayMs, exchange.gone))) {
    return { outcome: 'aborted', taken: false };
  }
  if (answer.goaway === true) exchange.goAway();
  if (answer.reset?.when === 'before-body') {
    exchange.reset(answer.reset.scope);
    return { outcome: 'reset', taken: false };
  }
  if (answer.status === undefined && answer.reset === undefined && answer.hang === undefined) return null;
  await exchange.readBody(input.maxBodyBytes);
  const taken = answer.deliver === true && (await input.deliver());
  if (answer.reset !== undefined) {
    exchange.reset(answer.reset.scope);
    return { outcome: 'reset', taken };
  }
  if (answer.status === undefined) return { outcome: 'hang', taken };
  exchange.send({ status: answer.status, headers: answer.headers ?? {}, body: answer.body ?? '' });
  return { outcome: answer.status, taken };
}

/** Returns false if the client was gone before the time was over. */
async function waited(delayMs: number, gone: AbortSignal): Promise<boolean> {
  try {
    await delay(delayMs, undefined, { signal: gone });
    return true;
  } catch {
    return false;
  }
}
