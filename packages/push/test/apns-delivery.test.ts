import { apnsRefusal } from '@carillon/simulators/apns/reasons';
import { startApnsSimulator } from '@carillon/simulators/apns/simulator';
import type { ApnsSimulatorOptions } from '@carillon/simulators/apns/simulator-interface';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anApnsRequest, makeApnsProvider } from './apns-provider.ts';

const DEADLINE_MS = 15_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function start(options: ApnsSimulatorOptions) {
  const simulator = await startApnsSimulator(options);
  const provider = makeApnsProvider(simulator, database, {});
  return {
    simulator,
    provider,
    sendTo: (token: string, environment: 'production' | 'development') =>
      provider.send(anApnsRequest({ target: { provider: 'apns', token, environment } }), DEADLINE_MS),
    async [Symbol.asyncDispose]() {
      await provider.close();
      await simulator[Symbol.asyncDispose]();
    },
  };
}

const sentTo = ({ simulator }: Awaited<ReturnType<typeof start>>) =>
  simulator.recentHits().map(({ details, outcome }) => `${details.environment} ${outcome}`);

describe('APNs, from the provider to a device', () => {
  it('DIS-10: a repeated message has the same id, and replaces the one before it', async () => {
    await using apns = await start({});
    const token = apns.simulator.mint('production');
    const request = anApnsRequest({ target: { provider: 'apns', token, environment: 'production' } });
    const outcomes = [
      await apns.provider.send(request, DEADLINE_MS),
      await apns.provider.send(request, DEADLINE_MS),
    ];
    const received = apns.simulator.notifications(token);
    expect(new Set(received.map(({ id, collapseId }) => `${id} ${collapseId}`)).size).toBe(1);
    expect(received).toHaveLength(2);
    for (const outcome of outcomes) {
      expect(outcome).toEqual({ class: 'accepted', providerMessageId: received[0]?.id });
    }
  });

  it('DIS-10: 4096 bytes are taken; one more is told without any request', async () => {
    await using apns = await start({});
    const token = apns.simulator.mint('production');
    const send = (filler: number) =>
      apns.provider.send(
        anApnsRequest({
          target: { provider: 'apns', token, environment: 'production' },
          message: { title: 'Hello', data: { filler: 'x'.repeat(filler) } },
        }),
        DEADLINE_MS,
      );
    await send(0);
    const empty = JSON.stringify(apns.simulator.notifications(token)[0]?.payload).length;
    expect(await send(4096 - empty)).toMatchObject({ class: 'accepted' });
    expect(await send(4097 - empty)).toEqual({ class: 'payload', reason: 'too_large', providerCode: null });
    expect(apns.simulator.hits().hits).toBe(2);
  });

  it('DIS-10: a silent message is taken as one', async () => {
    await using apns = await start({});
    const token = apns.simulator.mint('production');
    const request = anApnsRequest({
      target: { provider: 'apns', token, environment: 'production' },
      message: { title: 'x', silent: true, data: { sync: 1 } },
      priority: 'high',
      ttlSeconds: 0,
    });
    expect(await apns.provider.send(request, DEADLINE_MS)).toMatchObject({ class: 'accepted' });
    expect(apns.simulator.notifications(token)).toMatchObject([
      {
        pushType: 'background',
        priority: 5,
        expiration: 0,
        payload: { aps: { 'content-available': 1 }, sync: 1 },
      },
    ]);
  });
});

describe('a token of the other environment', () => {
  it('DIS-10: is tried there once, and the outcome says where it belongs', async () => {
    await using apns = await start({});
    const token = apns.simulator.mint('development');
    expect(await apns.sendTo(token, 'production')).toMatchObject({
      class: 'accepted',
      environment: 'development',
    });
    expect(sentTo(apns)).toEqual(['production 400', 'development 200']);
    expect(await apns.sendTo(token, 'development')).not.toHaveProperty('environment');
  });

  it('DIS-6: that is dead there is dead', async () => {
    await using apns = await start({});
    const token = apns.simulator.mint('development');
    apns.simulator.unregister(token, { atMs: 1_700_000_000_000 });
    expect(await apns.sendTo(token, 'production')).toMatchObject({
      class: 'token_invalid',
      reason: 'unregistered',
      invalidSince: new Date(1_700_000_000_000),
    });
  });

  it('DIS-6: that fails there for a moment is tried again later, and not retired', async () => {
    await using apns = await start({});
    const answer = apnsRefusal('ServiceUnavailable', {});
    apns.simulator.putScript({ rules: [{ name: 'down', match: { targets: ['development'] }, answer }] });
    expect(await apns.sendTo(apns.simulator.mint('development'), 'production')).toMatchObject({
      class: 'transient',
      reason: 'server_error',
    });
  });

  it('DIS-6: cannot be asked for with a key of one environment: the token is dead as far as can be known', async () => {
    await using apns = await start({ keyEnvironment: 'production' });
    expect(await apns.sendTo(apns.simulator.mint('development'), 'production')).toMatchObject({
      class: 'token_invalid',
      reason: 'bad_device_token',
    });
    expect(sentTo(apns)).toEqual(['production 400', 'development 403']);
    expect(await apns.sendTo(apns.simulator.mint('development'), 'development')).toMatchObject({
      class: 'config',
      reason: 'environment_refused',
    });
  });
});

describe('APNs’ connections', () => {
  const accepted = (count: number) => ({ accepted: count });
  /** Sends to so many devices, up to `lanes` at once; answers how often there was which outcome. */
  async function sendMany(apns: Awaited<ReturnType<typeof start>>, count: number, lanes: number) {
    const classes: Record<string, number> = {};
    let left = count;
    const lane = async () => {
      while (left-- > 0) {
        const outcome = await apns.sendTo(apns.simulator.mint('production'), 'production');
        classes[outcome.class] = (classes[outcome.class] ?? 0) + 1;
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return classes;
  }

  it('F-7: a GOAWAY after every 50 streams loses nothing and repeats nothing', async () => {
    await using apns = await start({ goAwayAfterStreams: 50 });
    expect(await sendMany(apns, 600, 40)).toEqual(accepted(600));
    expect(apns.simulator.hits()).toMatchObject({ hits: 600, taken: 600, distinctTargetsTaken: 600 });
    expect(apns.simulator.sessions('production').goAways).toBeGreaterThanOrEqual(12);
  });

  it('F-7: a host that allows one stream until it knows the sender gets all messages, a few at a time', async () => {
    await using apns = await start({ initialStreams: 1, maxStreams: 10 });
    expect(await sendMany(apns, 200, 200)).toEqual(accepted(200));
    expect(apns.simulator.hits()).toMatchObject({ hits: 200, distinctTargetsTaken: 200 });
    const { peakOpen: sessions } = apns.simulator.sessions('production');
    expect(apns.simulator.hits().peakOpen).toBeLessThanOrEqual(10 * sessions);
  });

  it('F-7: an answer that says «Shutdown» sends the next messages by a new connection, once for all that get it', async () => {
    await using apns = await start({});
    expect(await sendMany(apns, 1, 1)).toEqual(accepted(1));
    apns.simulator.putScript({
      rules: [{ name: 'going', match: {}, answer: apnsRefusal('Shutdown', {}) }],
    });
    expect(await sendMany(apns, 20, 20)).toEqual({ transient: 20 });
    apns.simulator.putScript({ rules: [] });
    expect(await sendMany(apns, 20, 20)).toEqual(accepted(20));
    expect(apns.simulator.sessions('production')).toMatchObject({ opened: 2 });
  });

  it('F-7: GOAWAY in the middle of it: the next messages go by new connections', async () => {
    await using apns = await start({});
    expect(await sendMany(apns, 20, 20)).toEqual(accepted(20));
    expect(apns.simulator.goAway()).toBeGreaterThan(0);
    expect(await sendMany(apns, 20, 20)).toEqual(accepted(20));
    expect(apns.simulator.hits()).toMatchObject({ hits: 40, taken: 40 });
  });
});
