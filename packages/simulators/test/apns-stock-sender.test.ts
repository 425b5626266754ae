import { randomUUID } from 'node:crypto';
import { Notification, Provider } from 'apn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apnsRefusal } from '../src/apns/reasons.ts';
import { startApnsSimulator } from '../src/apns/simulator.ts';
import type { ApnsSimulator } from '../src/apns/simulator-interface.ts';

let simulator: ApnsSimulator;
let provider: Provider;
beforeEach(async () => {
  simulator = await startApnsSimulator({});
  const { APNS_KEY_ID, APNS_TEAM_ID, APNS_PRODUCTION_URL } = simulator.settings.environment;
  const { hostname, port } = new URL(APNS_PRODUCTION_URL);
  provider = new Provider({
    token: { key: simulator.keyPem, keyId: APNS_KEY_ID, teamId: APNS_TEAM_ID },
    address: hostname,
    port: Number(port),
    ca: [simulator.caPem],
    connectionRetryLimit: 0,
  });
});
afterEach(async () => {
  await provider.shutdown();
  await simulator[Symbol.asyncDispose]();
});

const notification = () =>
  new Notification({
    id: randomUUID(),
    topic: simulator.settings.environment.APNS_TOPIC,
    pushType: 'alert',
    alert: { title: 'Dinner — 7 pm 🔔', body: 'At home' },
    payload: { url: '/dinner' },
  });

describe('the apn library as the sender', () => {
  it('DIS-10: its notifications arrive, many at once', async () => {
    const tokens = Array.from({ length: 100 }, () => simulator.mint('production'));
    const { sent, failed } = await provider.send(notification(), tokens);
    expect([sent.length, failed]).toEqual([100, []]);
    for (const token of tokens) {
      expect(simulator.notifications(token)).toMatchObject([
        {
          pushType: 'alert',
          priority: 10,
          payload: { aps: { alert: { title: 'Dinner — 7 pm 🔔', body: 'At home' } }, url: '/dinner' },
        },
      ]);
    }
  });

  it('DIS-10: it understands what is refused, by the service and by a script', async () => {
    const [gone, other, scripted] = [
      simulator.mint('production'),
      simulator.mint('development'),
      simulator.mint('production'),
    ];
    simulator.unregister(gone, { atMs: 1_700_000_000_000 });
    const answer = apnsRefusal('TopicDisallowed', {});
    simulator.putScript({ rules: [{ name: 'topic', match: { targets: [scripted] }, answer }] });
    const { sent, failed } = await provider.send(notification(), [gone, other, scripted]);
    expect(sent).toEqual([]);
    expect(new Map(failed.map(({ device, response }) => [device, response]))).toEqual(
      new Map([
        [gone, { reason: 'Unregistered', timestamp: 1_700_000_000_000 }],
        [other, { reason: 'BadDeviceToken' }],
        [scripted, { reason: 'TopicDisallowed' }],
      ]),
    );
  });
});
