import { createHash } from 'node:crypto';
import { BoundedMap } from './bounded-map.ts';
import {
  type FaultAnswer,
  type FaultRule,
  type FaultScriptInput,
  faultScriptSchema,
} from './fault-script.ts';

/** Counters kept for each rule: enough for the largest fan-out that the project tests. */
const MAX_COUNTED_TARGETS = 250_000;

/** What the rules look at. */
export type FaultSubject = {
  /** The stable name of who the message is for: what counts and percentages go by. */
  target: string;
  /** Other names that a rule may call it by, such as a web push endpoint's whole URL. */
  aliases: readonly string[];
  path: string;
};

export type Fault = { rule: string; answer: FaultAnswer };

type ActiveRule = {
  rule: FaultRule;
  targets: ReadonlySet<string> | null;
  total: number;
  byTarget: BoundedMap<string, number>;
};

/** Holds the script in force and decides, for each request, whether a rule takes it. */
export class FaultEngine {
  readonly #now: () => number;
  #rules: ActiveRule[] = [];
  #putAtMs: number;

  /** `now` gives milliseconds; only differences count. */
  constructor(now: () => number) {
    this.#now = now;
    this.#putAtMs = now();
  }

  /**
   * Replaces the script; all counts and the time windows start anew.
   * Throws a ZodError that names the member if the script is not valid; the old script stays then.
   */
  put(script: FaultScriptInput): void {
    const { rules } = faultScriptSchema.parse(script);
    this.#putAtMs = this.#now();
    this.#rules = rules.map((rule) => ({
      rule,
      targets: rule.match.targets === undefined ? null : new Set(rule.match.targets),
      total: 0,
      byTarget: new BoundedMap(MAX_COUNTED_TARGETS),
    }));
  }

  /** The rules in force. */
  current(): { rules: FaultRule[] } {
    return { rules: this.#rules.map((active) => active.rule) };
  }

  /** Counts the request with every rule that it reaches and returns the first that takes it, or null. */
  decide(subject: FaultSubject): Fault | null {
    const elapsedMs = this.#now() - this.#putAtMs;
    for (const active of this.#rules) {
      if (!fits(active, subject, elapsedMs)) continue;
      const counts = count(active, subject.target);
      if (!takesNth(active.rule, counts)) continue;
      if (!takesPercent(active.rule, subject.target, counts.ofTarget)) continue;
      return { rule: active.rule.name, answer: active.rule.answer };
    }
    return null;
  }
}

function fits(active: ActiveRule, subject: FaultSubject, elapsedMs: number): boolean {
  const { pathPrefix, window } = active.rule.match;
  const { targets } = active;
  if (
    targets !== null &&
    !targets.has(subject.target) &&
    !subject.aliases.some((alias) => targets.has(alias))
  ) {
    return false;
  }
  if (pathPrefix !== undefined && !subject.path.startsWith(pathPrefix)) return false;
  return window === undefined || (elapsedMs >= window.fromMs && elapsedMs < window.toMs);
}

type Counts = { ofRule: number; ofTarget: number };

function count(active: ActiveRule, target: string): Counts {
  active.total += 1;
  const ofTarget = (active.byTarget.get(target) ?? 0) + 1;
  active.byTarget.set(target, ofTarget);
  return { ofRule: active.total, ofTarget };
}

function takesNth(rule: FaultRule, counts: Counts): boolean {
  const { nth } = rule.match;
  if (nth === undefined) return true;
  const counted = nth.per === 'target' ? counts.ofTarget : counts.ofRule;
  return counted >= nth.from && counted <= (nth.to ?? Number.POSITIVE_INFINITY) && counted % nth.every === 0;
}

function takesPercent(rule: FaultRule, target: string, ofTarget: number): boolean {
  const { percent } = rule.match;
  if (percent === undefined) return true;
  const drawn = percent.per === 'target' ? target : `${target}#${ofTarget}`;
  // A hash and not a generator: the draw depends on who asks and how often, never on the order of concurrent requests.
  const hash = createHash('sha256').update(`${percent.seed}:${drawn}`).digest();
  return (hash.readUInt32BE(0) / 2 ** 32) * 100 < percent.percent;
}
