import { randomUUID } from 'node:crypto';
import type { DeviceId, NotificationId, TokenId } from '@carillon/contracts/ids';
import { createLogger } from '@carillon/runtime/logger';
import { createMetricsBuffer } from '@carillon/runtime/metrics';
import { randomKeyRing } from '@carillon/testing/registry';
import { createScriptedProvider } from '@carillon/testing/scripted-provider';
import { describe, expect, it } from 'vitest';
import { sealToken, type TokenMaterial } from '../vault/sealed-token.ts';
import { createDispatcher, type DispatchRequest, type SealedToken } from './dispatcher.ts';
import { createGateKeeper, type GateStore } from './gate-keeper.ts';

const keyRing = randomKeyRing('k1');
const always = () => true;

function setUp(storeChanges: Partial<GateStore> = {}) {
  const apns = createScriptedProvider('apns');
  const closed: { scope: string; closedMs: number; reason: string }[] = [];
  const tripped: { scope: string; reason: string }[] = [];
  const gates = createGateKeeper({
    store: {
      readClosed: async () => [],
      close: async (gate) => void closed.push(gate),
      trip: async (gate) => void tripped.push(gate),
      takePermit: async () => true,
      reportProbe: async () => {},
      ...storeChanges,
    },
    maxAgeMs: 1_000_000,
    monotonicMs: () => performance.now(),
  });
  const lines: string[] = [];
  const dispatcher = createDispatcher({
    keyRing,
    providers: [apns, { name: 'fcm', missingSetting: 'FCM_SERVICE_ACCOUNT' }],
    gates,
    deadlineMs: 1_000,
    concurrency: 2,
    monotonicMs: () => performance.now(),
    metrics: createMetricsBuffer(),
    log: createLogger({
      name: 'test',
      level: 'info',
      destination: { write: (line) => void lines.push(line) },
    }),
  });
  return { apns, gates, closed, tripped, lines, dispatcher };
}

const apnsMaterial: TokenMaterial = { provider: 'apns', token: 'canary-token' };

function request(material: TokenMaterial, change: Partial<SealedToken>): DispatchRequest {
  const deviceId = randomUUID() as DeviceId;
  const tokenId = randomUUID() as TokenId;
  const sealed = sealToken(keyRing, { tokenId, deviceId }, material);
  return {
    notificationId: randomUUID() as NotificationId,
    deviceId,
    token: { tokenId, provider: material.provider, environment: 'development', ...sealed, ...change },
    message: { title: 'Hello' },
    priority: 'normal',
    ttlSeconds: 60,
    collapseKey: null,
    receipt: null,
    lane: 'bulk',
    isRetry: false,
  };
}

describe('createDispatcher', () => {
  it('F-5: what a rate of our own held back waits with its scope, and was no attempt', async () => {
    const { apns, closed, dispatcher } = setUp();
    const pace = {
      reason: 'pace_exceeded',
      providerCode: null,
      retryAfterSeconds: 3,
      isOwnRate: true,
    } as const;
    apns.script(() => ({ class: 'throttled', scope: 'app', ...pace }));
    const result = await dispatcher.dispatch(request(apnsMaterial, {}), always);
    expect(result).toEqual({ kind: 'held', remainingMs: 3_000, reason: 'pace_exceeded' });
    expect(closed).toEqual([{ scope: 'apns:app', closedMs: 3_000, reason: 'pace_exceeded' }]);
  });

  it('DIS-10: opens the token and hands it to its provider, with the environment of its row', async () => {
    const { apns, dispatcher } = setUp();
    const result = await dispatcher.dispatch(request(apnsMaterial, {}), always);
    expect(result).toMatchObject({ kind: 'attempted', outcome: { class: 'accepted' } });
    expect(apns.hits[0]?.request.target).toEqual({
      provider: 'apns',
      token: 'canary-token',
      environment: 'development',
    });
    expect(apns.hits[0]?.request).not.toHaveProperty('token');
  });

  it('DIS-7: a provider without settings is a result with the setting’s name', async () => {
    const { dispatcher } = setUp();
    expect(await dispatcher.dispatch(request({ provider: 'fcm', token: 'x' }, {}), always)).toEqual({
      kind: 'not_configured',
      missingSetting: 'FCM_SERVICE_ACCOUNT',
    });
  });

  it('F-9, TOK-3, TOK-4: a missing key, foreign ciphertext and a row that contradicts it are results, never sends', async () => {
    const { apns, dispatcher } = setUp();
    const outcomes = [
      { given: request(apnsMaterial, { keyId: 'lost' }), kind: 'missing_key' },
      {
        given: request(apnsMaterial, { ciphertext: request(apnsMaterial, {}).token.ciphertext }),
        kind: 'undecryptable',
      },
      { given: request(apnsMaterial, { environment: null }), kind: 'undecryptable' },
      { given: request({ provider: 'fcm', token: 'x' }, { provider: 'apns' }), kind: 'undecryptable' },
    ];
    for (const { given, kind } of outcomes) {
      expect(await dispatcher.dispatch(given, always)).toMatchObject({ kind });
    }
    expect(apns.hits).toHaveLength(0);
  });

  it('F-5: a throttle closes its scope for everybody, a server that says when it is back closes its origin', async () => {
    const { apns, closed, dispatcher } = setUp();
    const facts = { reason: 'throttled', providerCode: '429' };
    apns.script(() => ({ class: 'throttled', ...facts, scope: 'app', retryAfterSeconds: 30 }));
    await dispatcher.dispatch(request(apnsMaterial, {}), always);
    apns.script(() => 'accept');
    expect(await dispatcher.dispatch(request(apnsMaterial, {}), always)).toMatchObject({
      kind: 'held',
      reason: 'throttled',
    });
    expect(closed).toEqual([{ scope: 'apns:app', closedMs: 30_000, reason: 'throttled' }]);
    expect(apns.hits).toHaveLength(1);

    const other = setUp();
    other.apns.script(() => ({
      class: 'transient',
      reason: 'server_error',
      providerCode: '503',
      retryAfterSeconds: 7,
    }));
    await other.dispatcher.dispatch(request(apnsMaterial, {}), always);
    expect(other.closed).toEqual([{ scope: 'apns:origin', closedMs: 7_000, reason: 'server_error' }]);
  });

  it('F-3: what was sent has its outcome, also if the database is away when the other workers are to be told', async () => {
    const away = async () => {
      throw new Error('the database is away');
    };
    const halfOpen = {
      scope: 'apns:app',
      remainingMs: 0,
      reason: 'server_failing',
      stage: 1,
      permits: 5,
    };
    const { apns, lines, dispatcher } = setUp({
      readClosed: async () => [halfOpen],
      reportProbe: away,
      close: away,
    });
    const taken = await dispatcher.dispatch(request(apnsMaterial, {}), always);
    expect(taken).toMatchObject({ kind: 'attempted', outcome: { class: 'accepted' } });
    const throttled = {
      class: 'throttled',
      reason: 'throttled',
      providerCode: '429',
      scope: 'device',
    } as const;
    apns.script(() => ({ ...throttled, retryAfterSeconds: 60 }));
    const refused = await dispatcher.dispatch(request(apnsMaterial, {}), always);
    expect(refused).toMatchObject({ kind: 'attempted', outcome: throttled });
    expect(lines.join('')).toContain('could not be told');
  });

  it('F-5: what waited for its turn while the way was closed is held, not sent', async () => {
    const { apns, dispatcher } = setUp();
    apns.script(() => 'hang');
    const sends = Array.from({ length: 6 }, () => dispatcher.dispatch(request(apnsMaterial, {}), always));
    await expect.poll(() => apns.hanging()).toBe(2);
    apns.settle({
      class: 'throttled',
      reason: 'throttled',
      providerCode: '429',
      scope: 'provider',
      retryAfterSeconds: 9,
    });
    const kinds = (await Promise.all(sends)).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['attempted', 'attempted', 'held', 'held', 'held', 'held']);
    expect(apns.hits).toHaveLength(2);
  });

  it('F-6: a push service that keeps failing is left alone after a few dozen attempts, whatever waits', async () => {
    const { apns, tripped, dispatcher } = setUp();
    apns.script(() => 'reset');
    const sends = Array.from({ length: 200 }, () => dispatcher.dispatch(request(apnsMaterial, {}), always));
    const kinds = (await Promise.all(sends)).map(({ kind }) => kind);
    expect(tripped).toEqual([{ scope: 'apns:origin', reason: 'server_failing' }]);
    // Those that were under way when the last of the sample failed come on top of it.
    expect(kinds.filter((kind) => kind === 'attempted').length).toBeLessThanOrEqual(22);
    expect(apns.hits.length).toBeLessThanOrEqual(22);
  });

  it('F-10: what may not start any more when its turn comes is not started', async () => {
    const { apns, dispatcher } = setUp();
    expect(await dispatcher.dispatch(request(apnsMaterial, {}), () => false)).toEqual({
      kind: 'not_started',
    });
    expect(apns.hits).toHaveLength(0);
  });

  it('F-9, T-6: a provider that trips over a message is a transient outcome, logged with ids and without the token', async () => {
    const { apns, dispatcher, lines } = setUp();
    apns.script(() => 'throw');
    const given = request(apnsMaterial, {});
    expect(await dispatcher.dispatch(given, always)).toMatchObject({
      outcome: { class: 'transient', reason: 'internal_error' },
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(given.deviceId);
    expect(lines[0]).not.toContain('canary');
  });
});
