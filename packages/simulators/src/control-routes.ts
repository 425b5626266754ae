import type { ControlRoute } from './control-server.ts';
import { type FaultScript, type FaultScriptInput, faultScriptSchema } from './fault-script.ts';
import type { Hit, HitReport } from './hit-ledger.ts';

/** What every simulator can do, whatever protocol it speaks. */
export type Simulator = AsyncDisposable & {
  /** What to give to those who use it. */
  readonly settings: object;
  /** Replaces the fault script; throws a ZodError if it is not valid. */
  putScript(script: FaultScriptInput): void;
  script(): FaultScript;
  hits(): HitReport;
  recentHits(): readonly Hit[];
  clearHits(): void;
};

/** The part of the control port that is the same for every simulator: the script, the hits, the settings. */
export function simulatorControlRoutes(simulator: () => Simulator): ControlRoute[] {
  return [
    { method: 'GET', pattern: /^\/script$/, handle: () => simulator().script() },
    {
      method: 'PUT',
      pattern: /^\/script$/,
      handle: ({ body }) => simulator().putScript(faultScriptSchema.parse(body)),
    },
    { method: 'GET', pattern: /^\/hits$/, handle: () => simulator().hits() },
    { method: 'GET', pattern: /^\/hits\/recent$/, handle: () => simulator().recentHits() },
    { method: 'DELETE', pattern: /^\/hits$/, handle: () => simulator().clearHits() },
    { method: 'GET', pattern: /^\/settings$/, handle: () => simulator().settings },
  ];
}
