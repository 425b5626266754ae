import { startExpoSimulator } from '@carillon/simulators/expo/simulator';
import type { ExpoSimulator } from '@carillon/simulators/expo/simulator-interface';
import { createMemoryPace } from '@carillon/testing/memory-pace';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../src/dispatch/outcome.ts';
import type { PaceTurn, SendPace } from '../src/dispatch/send-pace.ts';
import type { ExpoProvider } from '../src/providers/expo/client.ts';
import { EXPO_DEFAULTS } from '../src/providers/expo/settings.ts';
import { ACCESS_TOKEN, anExpoRequest, makeExpoProvider } from './expo-provider.ts';

const DEADLINE_MS = 15_000;
/** So fast that no test waits for its turn. */
const UNHURRIED: SendPace = { reserve: async () => ({ isTaken: true, waitMs: 0 }) };

describe('requests to Expo', () => {
  let simulator: ExpoSimulator;
  let provider: ExpoProvider;

  beforeEach(async () => {
    simulator = await startExpoSimulator({ accessToken: ACCESS_TOKEN, messagesPerSecond: 1_000_000 });
    provider = makeExpoProvider(simulator, {}, UNHURRIED);
  });
  afterEach(async () => {
    await provider.close();
    await simulator[Symbol.asyncDispose]();
  });

  const mint = (count: number): string[] => Array.from({ length: count }, () => simulator.mint({}));
  const send = (tokens: readonly string[]): Promise<Outcome[]> =>
    Promise.all(
      tokens.map((token) =>
        provider.send(anExpoRequest({ target: { provider: 'expo', token } }), DEADLINE_MS),
      ),
    );
  const classesOf = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => outcome.class);
  const sizes = () => simulator.recentHits().map(({ details }) => Number(details.items));

  it('DIS-10: messages that come together leave together, a hundred in a request at the most', async () => {
    const outcomes = await send(mint(250));
    expect(new Set(classesOf(outcomes))).toEqual(new Set(['accepted']));
    expect(Math.max(...sizes())).toBe(100);
    // 100 + 100 + 50, each message reporting the size of its request.
    expect(sizes().toSorted((one, other) => one - other)).toEqual([
      ...Array(50).fill(50),
      ...Array(200).fill(100),
    ]);
  });

  it('DIS-10: a message alone leaves at once, without waiting for others', async () => {
    expect(classesOf(await send(mint(1)))).toEqual(['accepted']);
    expect(sizes()).toEqual([1]);
  });

  it('DIS-1: each message gets its own ticket, in whatever order they are', async () => {
    const tokens = mint(30);
    for (const [index, token] of tokens.entries())
      if (index % 3 === 0) simulator.change(token, { ticket: 'DeviceNotRegistered' });
    const outcomes = await send(tokens);
    expect(classesOf(outcomes)).toEqual(
      tokens.map((_, index) => (index % 3 === 0 ? 'token_invalid' : 'accepted')),
    );
    const ids = outcomes.flatMap((outcome) =>
      'providerMessageId' in outcome ? [outcome.providerMessageId] : [],
    );
    expect(new Set(ids).size).toBe(20);
  });

  it('DIS-1: at most five requests with messages are under way at once, and those that wait fill up', async () => {
    simulator.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 50 } }] });
    await send(mint(1_500));
    expect(simulator.hits().peakOpen).toBeLessThanOrEqual(5);
    expect(simulator.hits().peakOpen).toBeGreaterThan(1);
    expect(new Set(sizes())).toEqual(new Set([100]));
  });

  it('DIS-10: messages of several projects are parted by the projects that the refusal names, and arrive once', async () => {
    const tokens = Array.from({ length: 40 }, (_, index) =>
      simulator.mint({ project: `@someone/project-${index % 3}` }),
    );
    expect(new Set(classesOf(await send(tokens)))).toEqual(new Set(['accepted']));
    for (const token of tokens) expect(simulator.messages(token)).toHaveLength(1);
    // The refused request, then one for each project.
    expect(new Set(sizes())).toEqual(new Set([40, 14, 13]));
  });

  it('DIS-1: one message that spoils its request does not fail the others, and is named as what it is', async () => {
    const tokens = mint(37);
    const bad = tokens[11] as string;
    simulator.putScript({
      rules: [
        {
          name: 'malformed',
          match: { targets: [bad] },
          answer: { status: 400, body: '{"errors":[{"code":"VALIDATION_ERROR","message":"no"}]}' },
        },
      ],
    });
    const outcomes = await send(tokens);
    expect(outcomes[11]).toMatchObject({ class: 'payload', reason: 'refused' });
    expect(new Set(classesOf(outcomes.toSpliced(11, 1)))).toEqual(new Set(['accepted']));
    for (const token of tokens) expect(simulator.messages(token)).toHaveLength(token === bad ? 0 : 1);
  });

  it('DIS-1: when every message of a request is refused, each is told so', async () => {
    simulator.putScript({ rules: [{ name: 'refuse', match: {}, answer: { status: 400 } }] });
    const outcomes = await send(mint(16));
    expect(new Set(classesOf(outcomes))).toEqual(new Set(['payload']));
  });

  it('F-7: a deadline ends the one message and leaves the others of its request', async () => {
    simulator.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 400 } }] });
    const [hasty, patient] = mint(2) as [string, string];
    const of = (token: string, deadlineMs: number) =>
      provider.send(anExpoRequest({ target: { provider: 'expo', token } }), deadlineMs);
    const [first, second] = await Promise.all([of(hasty, 100), of(patient, DEADLINE_MS)]);
    expect(first).toMatchObject({ class: 'ambiguous', reason: 'timeout' });
    expect(second.class).toBe('accepted');
  });

  it('DIS-10: large requests are compressed', async () => {
    const message = { title: 'Hello', body: 'ä'.repeat(1_000) };
    const token = simulator.mint({});
    await provider.send(anExpoRequest({ target: { provider: 'expo', token }, message }), DEADLINE_MS);
    expect(simulator.messages(token)).toMatchObject([{ body: message.body }]);
  });

  it('DIS-10: what is larger than Apple and Google take is refused before it is sent', async () => {
    const data = { text: 'x'.repeat(4_100) };
    const request = anExpoRequest({ message: { title: 'Hello', data } });
    expect(await provider.send(request, DEADLINE_MS)).toMatchObject({
      class: 'payload',
      reason: 'too_large',
    });
    expect(simulator.hits().hits).toBe(0);
  });

  it('DIS-7: without the access token that the project demands, the outcome names the credentials', async () => {
    await using anonymous = makeExpoProvider(simulator, { accessToken: null }, UNHURRIED);
    const request = anExpoRequest({ target: { provider: 'expo', token: simulator.mint({}) } });
    expect(await anonymous.send(request, DEADLINE_MS)).toMatchObject({
      class: 'config',
      reason: 'credentials_refused',
    });
  });
});

describe('the rate of messages to Expo', () => {
  let simulator: ExpoSimulator;
  beforeEach(async () => {
    simulator = await startExpoSimulator({ accessToken: ACCESS_TOKEN, messagesPerSecond: 1_000_000 });
  });
  afterEach(() => simulator[Symbol.asyncDispose]());

  const request = () => anExpoRequest({ target: { provider: 'expo', token: simulator.mint({}) } });

  it('F-5: takes a turn for each request, for as many as it holds, at the rate that is set', async () => {
    const turns: PaceTurn[] = [];
    const pace: SendPace = {
      reserve: async (turn) => {
        turns.push(turn);
        return { isTaken: true, waitMs: 0 };
      },
    };
    await using provider = makeExpoProvider(simulator, { messagesPerSecond: 123 }, pace);
    await Promise.all(Array.from({ length: 130 }, () => provider.send(request(), DEADLINE_MS)));
    expect(turns.map(({ scope, count, perSecond }) => [scope, count, perSecond])).toEqual([
      ['expo:app', 100, 123],
      ['expo:app', 30, 123],
    ]);
  });

  it('F-5: nothing leaves before its turn', async () => {
    const pace: SendPace = { reserve: async () => ({ isTaken: true, waitMs: 300 }) };
    await using provider = makeExpoProvider(simulator, {}, pace);
    const startedAtMs = Date.now();
    await provider.send(request(), DEADLINE_MS);
    // Timers may be a millisecond early.
    expect(simulator.recentHits()[0]?.atMs).toBeGreaterThanOrEqual(startedAtMs + 295);
  });

  it('F-5: two providers with one pace keep to the rate together', async () => {
    const pace = createMemoryPace();
    await using one = makeExpoProvider(simulator, {}, pace);
    await using other = makeExpoProvider(simulator, {}, pace);
    const startedAtMs = Date.now();
    const sends = Array.from({ length: 900 }, (_, index) =>
      (index % 2 === 0 ? one : other).send(request(), DEADLINE_MS),
    );
    for (const outcome of await Promise.all(sends)) expect(outcome.class).toBe('accepted');
    // The last request, of a hundred, leaves when the turns of all others have passed.
    const lastAtMs = Math.max(...simulator.recentHits().map(({ atMs }) => atMs));
    expect(lastAtMs - startedAtMs).toBeGreaterThanOrEqual(
      (800 / EXPO_DEFAULTS.messagesPerSecond) * 1_000 - 5,
    );
  });

  it('F-5: a turn that comes too late closes the app’s scope until then, and nothing is sent', async () => {
    const pace: SendPace = { reserve: async () => ({ isTaken: false, waitMs: 8_200 }) };
    await using provider = makeExpoProvider(simulator, {}, pace);
    expect(await provider.send(request(), DEADLINE_MS)).toMatchObject({
      class: 'throttled',
      scope: 'app',
      retryAfterSeconds: 9,
    });
    expect(simulator.hits().hits).toBe(0);
  });

  it('F-3: while the database is away nothing is sent, and the message is tried again', async () => {
    const pace: SendPace = { reserve: () => Promise.reject(new Error('the database is away')) };
    await using provider = makeExpoProvider(simulator, {}, pace);
    expect(await provider.send(request(), DEADLINE_MS)).toMatchObject({
      class: 'transient',
      reason: 'pace_unknown',
    });
    expect(simulator.hits().hits).toBe(0);
  });

  it('F-10: closing ends what waits for its turn', async () => {
    const asked = Promise.withResolvers<void>();
    const pace: SendPace = {
      reserve: async () => {
        asked.resolve();
        return { isTaken: true, waitMs: 600_000 };
      },
    };
    const provider = makeExpoProvider(simulator, {}, pace);
    const waiting = provider.send(request(), 3_600_000);
    await asked.promise;
    await provider.close();
    expect(await waiting).toMatchObject({ class: 'transient', reason: 'closed' });
  });
});

describe('receipts of Expo', () => {
  let simulator: ExpoSimulator;
  let provider: ExpoProvider;
  beforeEach(async () => {
    simulator = await startExpoSimulator({ accessToken: ACCESS_TOKEN });
    provider = makeExpoProvider(simulator);
  });
  afterEach(async () => {
    await provider.close();
    await simulator[Symbol.asyncDispose]();
  });

  const ticketOf = async (behaviour: Parameters<ExpoSimulator['mint']>[0]): Promise<string> => {
    const token = simulator.mint(behaviour);
    const outcome = await provider.send(anExpoRequest({ target: { provider: 'expo', token } }), DEADLINE_MS);
    return (outcome.class === 'accepted' && outcome.providerMessageId) || '';
  };

  it('DIS-5: a receipt has the class of what Apple or Google said; what has none is left out', async () => {
    const [good, dead, large, late] = await Promise.all([
      ticketOf({}),
      ticketOf({ receipt: 'DeviceNotRegistered' }),
      ticketOf({ receipt: 'MessageTooBig' }),
      ticketOf({ receiptAfterMs: 3_600_000 }),
    ]);
    const result = await provider.fetchReceipts([good, dead, large, late, 'unknown'], DEADLINE_MS);
    if (result.kind === 'failed') throw new Error(result.reason);
    expect([...result.outcomes].map(([id, outcome]) => [id, outcome.class])).toEqual([
      [good, 'accepted'],
      [dead, 'token_invalid'],
      [large, 'payload'],
    ]);
  });

  it.each([
    ['503 with Retry-After', { status: 503, headers: { 'Retry-After': '9' } }, 'server_error', 9],
    ['429', { status: 429 }, 'throttled', null],
    ['401', { status: 401 }, 'credentials_refused', null],
    ['an answer without receipts', { status: 200, body: '<html>' }, 'bad_answer', null],
    ['a cut connection', { reset: { scope: 'connection', when: 'after-body' } }, 'connection_reset', null],
  ] as const)(
    'F-5: %s tells nothing about any message, and when to ask again',
    async (_, answer, reason, retryAfterSeconds) => {
      const ticket = await ticketOf({});
      simulator.putScript({ rules: [{ name: 'fault', match: {}, answer }] });
      expect(await provider.fetchReceipts([ticket], DEADLINE_MS)).toEqual({
        kind: 'failed',
        reason,
        retryAfterSeconds,
      });
    },
  );

  it('asks for a thousand at once at the most', async () => {
    const ids = Array.from({ length: 1_001 }, (_, index) => `ticket-${index}`);
    await expect(provider.fetchReceipts(ids, DEADLINE_MS)).rejects.toThrow(RangeError);
    expect(await provider.fetchReceipts(ids.slice(1), DEADLINE_MS)).toMatchObject({ kind: 'receipts' });
  });
});
