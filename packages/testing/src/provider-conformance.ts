import { inspect } from 'node:util';
import type { ProviderName } from '@carillon/contracts/providers';
import {
  OUTCOME_POLICY,
  type Outcome,
  type OutcomeClass,
  type ThrottleScope,
} from '@carillon/push/dispatch/outcome';
import type { Provider, SendRequest } from '@carillon/push/providers/provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** How the simulator treats the requests that follow. `A` is the simulator's own form of a scripted answer. */
export type Behaviour<A> =
  | { readonly kind: 'healthy' }
  /** Reads the request and never answers. */
  | { readonly kind: 'hang' }
  /** Reads the request, then cuts the connection without an answer. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'answer'; readonly answer: A };

/** One row of the provider's table in docs/delivery.md. */
export interface DocumentedAnswer<A> {
  /** What the provider says, for the test's title: `410 Unregistered`. */
  readonly title: string;
  readonly answer: A;
  /** The members of the outcome that the row decides; always the class. */
  readonly expected: { readonly class: OutcomeClass } & Readonly<Record<string, unknown>>;
}

/** A fresh provider that talks to a fresh simulator. */
export interface ConformanceSubject<P extends ProviderName, A> extends AsyncDisposable {
  readonly provider: Provider<P>;
  /** A request that a healthy simulator takes; each call addresses another device. */
  request(): SendRequest<P>;
  play(behaviour: Behaviour<A>): void;
  /** Resolves once the simulator has got so many requests since its start. */
  received(requests: number): Promise<void>;
  /** Requests that the simulator has got since its start. */
  hits(): number;
  /** Stops the simulator: from now on nothing listens at its address. */
  stopSimulator(): Promise<void>;
  /** Texts that may leave by no outcome: the token, parts of it that work alone, and the provider's own credentials. */
  secretsOf(request: SendRequest<P>): readonly string[];
}

export interface ProviderConformance<P extends ProviderName, A> {
  readonly name: P;
  start(): Promise<ConformanceSubject<P, A>>;
  /** The whole table of the provider. Together with a healthy answer and a reset it must produce every class. */
  readonly answers: readonly DocumentedAnswer<A>[];
}

/** Long enough never to end a test by itself. */
const AMPLE_DEADLINE_MS = 15_000;
const SHORT_DEADLINE_MS = 300;
const CONCURRENT_SENDS = 50;

const SCOPES: readonly ThrottleScope[] = ['device', 'origin', 'app', 'provider'];
/** What an attempt that got no answer can be: either way it is tried again. */
const NO_ANSWER: readonly OutcomeClass[] = ['transient', 'ambiguous'];

/** The suite that every provider passes, against the simulator that speaks its protocol. */
export function describeProviderConformance<P extends ProviderName, A>(
  suite: ProviderConformance<P, A>,
): void {
  describe(`${suite.name} conforms to Provider`, () => {
    let subject: ConformanceSubject<P, A>;
    beforeEach(async () => {
      subject = await suite.start();
    });
    afterEach(async () => {
      await subject.provider.close();
      await subject[Symbol.asyncDispose]();
    });
    const current = () => subject;

    describeOutcomes(suite, current);
    describeNetworkFaults(current);
    describeSecrecy(suite, current);
    describeClosing(current);
  });
}

type Current<P extends ProviderName, A> = () => ConformanceSubject<P, A>;

function describeOutcomes<P extends ProviderName, A>(
  suite: ProviderConformance<P, A>,
  current: Current<P, A>,
): void {
  it('DIS-5: a healthy provider accepts, and the message arrives exactly once', async () => {
    const { provider, request, hits } = current();
    expect(provider.name).toBe(suite.name);
    expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject({ class: 'accepted' });
    expect(hits()).toBe(1);
  });

  it.each(suite.answers.map((row) => [row.title, row] as const))(
    'DIS-5: %s has its documented class',
    async (_title, row) => {
      const { provider, request, play } = current();
      play({ kind: 'answer', answer: row.answer });
      expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject(row.expected);
    },
  );

  it('DIS-5: the documented answers produce every outcome class', () => {
    const produced = new Set<OutcomeClass>(suite.answers.map((row) => row.expected.class));
    // These two come from the network and not from an answer; their tests are below.
    for (const outcomeClass of ['accepted', 'ambiguous'] as const) produced.add(outcomeClass);
    expect([...produced].sort()).toEqual(Object.keys(OUTCOME_POLICY).sort());
  });

  it('DIS-5: every reason is a stable code, and a throttle says how long', async () => {
    const { provider, request, play } = current();
    for (const { answer } of suite.answers) {
      play({ kind: 'answer', answer });
      const outcome = await provider.send(request(), AMPLE_DEADLINE_MS);
      if (outcome.class === 'accepted') continue;
      expect(outcome.reason).toMatch(/^[a-z][a-z0-9_]*$/);
      if (outcome.class === 'throttled') expect(outcome.retryAfterSeconds).toBeGreaterThan(0);
    }
  });

  it('DIS-1: many sends at once each reach their own device, once', async () => {
    const { provider, request, hits } = current();
    const sends = Array.from({ length: CONCURRENT_SENDS }, () => provider.send(request(), AMPLE_DEADLINE_MS));
    for (const outcome of await Promise.all(sends)) expect(outcome.class).toBe('accepted');
    expect(hits()).toBe(CONCURRENT_SENDS);
  });

  it('DIS-1: a provider that failed works again at once, since it keeps nothing about devices', async () => {
    const { provider, request, play } = current();
    const same = request();
    for (const { answer } of suite.answers) {
      play({ kind: 'answer', answer });
      await provider.send(same, AMPLE_DEADLINE_MS);
    }
    play({ kind: 'healthy' });
    expect(await provider.send(same, AMPLE_DEADLINE_MS)).toMatchObject({ class: 'accepted' });
  });
}

function describeNetworkFaults<P extends ProviderName, A>(current: Current<P, A>): void {
  it('F-7: an answer that never comes ends at the deadline, to be tried again', async () => {
    const { provider, request, play } = current();
    // With the connection open already, the short deadline is spent on the answer alone.
    await provider.send(request(), AMPLE_DEADLINE_MS);
    play({ kind: 'hang' });
    const outcome = await provider.send(request(), SHORT_DEADLINE_MS);
    expect(NO_ANSWER).toContain(outcome.class);
    expect(outcome).toMatchObject({ reason: 'timeout' });
  });

  it('F-7: a hanging send does not hold up another', async () => {
    const { provider, request, play, received } = current();
    play({ kind: 'hang' });
    const hanging = provider.send(request(), AMPLE_DEADLINE_MS);
    await received(1);
    play({ kind: 'healthy' });
    expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject({ class: 'accepted' });
    await provider.close();
    expect(NO_ANSWER).toContain((await hanging).class);
  });

  it('F-7: a connection that is cut after the request was read is ambiguous, and nothing is sent twice', async () => {
    const { provider, request, play, hits } = current();
    play({ kind: 'reset' });
    expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject({ class: 'ambiguous' });
    expect(hits()).toBe(1);
  });

  it('F-7: after a cut connection the next send opens a new one', async () => {
    const { provider, request, play } = current();
    play({ kind: 'reset' });
    await provider.send(request(), AMPLE_DEADLINE_MS);
    play({ kind: 'healthy' });
    expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject({ class: 'accepted' });
  });

  it('F-7: a provider that is not there is transient', async () => {
    const { provider, request, stopSimulator } = current();
    const unreachable = request();
    await stopSimulator();
    expect(await provider.send(unreachable, AMPLE_DEADLINE_MS)).toMatchObject({ class: 'transient' });
  });
}

function describeSecrecy<P extends ProviderName, A>(
  suite: ProviderConformance<P, A>,
  current: Current<P, A>,
): void {
  it('T-6: no outcome, by answer or by fault, holds token material or credentials', async () => {
    const subject = current();
    const { provider, play } = subject;
    const behaviours: Behaviour<A>[] = [
      { kind: 'healthy' },
      { kind: 'reset' },
      ...suite.answers.map(({ answer }) => ({ kind: 'answer', answer }) as const),
    ];
    for (const behaviour of behaviours) {
      const request = subject.request();
      play(behaviour);
      expectNoSecrets(await provider.send(request, AMPLE_DEADLINE_MS), subject.secretsOf(request));
    }
    const last = subject.request();
    await subject.stopSimulator();
    expectNoSecrets(await provider.send(last, AMPLE_DEADLINE_MS), subject.secretsOf(last));
  });

  it('T-6: scope keys hold no token material, and are the same for the same request', () => {
    const subject = current();
    const request = subject.request();
    for (const scope of SCOPES) {
      const key = subject.provider.scopeKey(request, scope);
      expect(key).toBe(subject.provider.scopeKey(request, scope));
      expect(key.startsWith(`${suite.name}:`)).toBe(true);
      for (const secret of subject.secretsOf(request)) expect(key).not.toContain(secret);
    }
  });

  it('F-5: devices have scope keys of their own, and share those of their provider', () => {
    const { provider, request } = current();
    const [one, other] = [request(), request()];
    expect(provider.scopeKey(one, 'device')).not.toBe(provider.scopeKey(other, 'device'));
    for (const scope of ['app', 'provider'] as const) {
      expect(provider.scopeKey(one, scope)).toBe(provider.scopeKey(other, scope));
    }
  });
}

function describeClosing<P extends ProviderName, A>(current: Current<P, A>): void {
  it('F-10: close ends what is under way as to be tried again', async () => {
    const { provider, request, play, received } = current();
    play({ kind: 'hang' });
    const hanging = provider.send(request(), AMPLE_DEADLINE_MS);
    await received(1);
    await provider.close();
    expect(NO_ANSWER).toContain((await hanging).class);
  });

  it('F-10: after close nothing is sent any more, and closing again does no harm', async () => {
    const { provider, request, hits } = current();
    await provider.close();
    await provider.close();
    expect(await provider.send(request(), AMPLE_DEADLINE_MS)).toMatchObject({ class: 'transient' });
    expect(hits()).toBe(0);
  });
}

function expectNoSecrets(outcome: Outcome, secrets: readonly string[]): void {
  const shown =
    inspect(outcome, { depth: null, showHidden: true, maxStringLength: null }) + JSON.stringify(outcome);
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(shown).not.toContain(secret);
}
