import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FaultAnswer, FaultScript } from '@carillon/simulators/fault-script';
import type { Behaviour, ConformanceSubject } from '@carillon/testing/provider-conformance';

/** What a simulator can be told to answer, as a conformance suite words it. */
export type Answer = Omit<FaultAnswer, 'reset' | 'hang' | 'deliver'>;

interface Simulator extends AsyncDisposable {
  putScript(script: FaultScript): void;
  hits(): { readonly hits: number };
}

type Play = Pick<
  ConformanceSubject<never, Answer>,
  'play' | 'hits' | 'received' | 'stopSimulator' | typeof Symbol.asyncDispose
>;

/** The part of a conformance subject that is the same for every simulator. */
export function playOn(simulator: Simulator): Play {
  return {
    play: (behaviour) => simulator.putScript(scriptOf(behaviour)),
    hits: () => simulator.hits().hits,
    async received(count) {
      while (simulator.hits().hits < count) await nextTurn();
    },
    async stopSimulator() {
      await simulator[Symbol.asyncDispose]();
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

/** The script that makes a simulator behave so from now on. */
function scriptOf(behaviour: Behaviour<Answer>): FaultScript {
  if (behaviour.kind === 'healthy') return { rules: [] };
  const answers = {
    hang: { hang: true },
    reset: { reset: { scope: 'connection', when: 'after-body' } },
    answer: behaviour.kind === 'answer' ? behaviour.answer : {},
  } as const;
  return { rules: [{ name: behaviour.kind, match: {}, answer: answers[behaviour.kind] }] };
}
