import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { AGENT_SIGNATURE } from '@carillon/contracts/agents';
import { SCOPES } from '@carillon/contracts/api-keys';
import type { AllSimulators } from '@carillon/simulators/all-simulators';
import { expect, vi } from 'vitest';

/** What was asked and what came, word by word. */
export interface RecordedAnswer {
  readonly call: string;
  readonly status: number;
  readonly text: string;
}

/** Secrets by name, each of which is to be found nowhere. */
export type Secrets = Map<string, string>;

export interface CanaryRun {
  readonly answers: readonly RecordedAnswer[];
  /** What people and devices brought along, and what the server must not keep in clear. */
  readonly given: Secrets;
  /** What the server made: each is to be in one answer, its creation's, and nowhere else. */
  readonly made: Secrets;
}

const canary = (name: string): string => `Canary-${name}-${randomBytes(24).toString('hex')}`;

/** Every call that takes or gives a secret, rightly and wrongly, through a server that runs with its worker. */
export async function runCanary(url: string, simulators: AllSimulators): Promise<CanaryRun> {
  const answers: RecordedAnswer[] = [];
  const given: Secrets = new Map();
  const made: Secrets = new Map();

  async function send(method: string, path: string, options: { body?: unknown; as?: string } = {}) {
    const { body, as } = options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(as !== undefined && { authorization: as }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push({ call: `${method} ${path.split('?')[0]}`, status: response.status, text });
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : null };
  }
  const api = (method: string, path: string, options?: Parameters<typeof send>[2]) =>
    send(method, `/api/v1${path}`, options);
  const give = (name: string, value: string = canary(name)): string => {
    given.set(name, value);
    return value;
  };
  const note = (name: string, value: unknown): string => {
    made.set(name, String(value));
    return String(value);
  };
  const notePair = (name: string, pair: { access_token: string; refresh_token: string }): string => {
    note(`${name}: refresh token`, pair.refresh_token);
    return `Bearer ${note(`${name}: access token`, pair.access_token)}`;
  };

  // An administrator, who signs in rightly and wrongly.
  const email = 'canary@example.com';
  const password = give('password');
  const registered = await api('POST', '/auth/register', { body: { email, password } });
  notePair('registration', registered.body);
  await api('POST', '/auth/login', { body: { email, password: give('wrong password') } });
  await api('POST', '/auth/login', {
    body: { email: 'nobody@example.com', password: give('unknown’s password') },
  });
  const { body: pair } = await api('POST', '/auth/login', { body: { email, password } });
  notePair('sign-in', pair);
  const { body: refreshed } = await api('POST', '/auth/refresh', {
    body: { refresh_token: pair.refresh_token },
  });
  const admin = notePair('refresh', refreshed);
  await api('POST', '/auth/refresh', { body: { refresh_token: give('unknown refresh token') } });
  await send('GET', '/api/v1/auth/me', { as: `Bearer ${give('made-up access token')}` });

  // Devices by every way, some of which their providers refuse.
  const { body: vapid } = await api('GET', '/push/vapid-public-key');
  const minted = simulators.webPush.mint(vapid.public_key);
  const { keys } = minted;
  give('endpoint', minted.endpoint);
  give('subscription’s auth', keys.auth);
  const goneEndpoint = give(
    'endpoint that is gone',
    `${new URL(minted.endpoint).origin}/push/${canary('gone')}`,
  );
  const foreignEndpoint = give('endpoint elsewhere', `https://evil.example/${canary('evil')}`);
  const subscribe = (endpoint: string, device: string) =>
    api('POST', '/push/subscribe', { body: { endpoint, keys, device_id: device }, as: admin });
  await subscribe(minted.endpoint, 'browser');
  await subscribe(goneEndpoint, 'gone');
  await subscribe(foreignEndpoint, 'elsewhere');
  await send('POST', '/trpc/push.subscribe', { body: { endpoint: foreignEndpoint, keys }, as: admin });
  const apnsToken = give('APNs token', randomBytes(32).toString('hex'));
  const fcmToken = give(
    'FCM token',
    `${randomBytes(11).toString('base64url')}:${randomBytes(70).toString('base64url')}`,
  );
  const expoToken = give('Expo token', `ExponentPushToken[${randomBytes(11).toString('hex')}]`);
  const phone = (device: string, more: object) =>
    api('POST', '/devices', { body: { device_id: device, ...more }, as: admin });
  await phone('iphone', { platform: 'ios', push_token: apnsToken, environment: 'production' });
  await phone('android', { platform: 'android', provider: 'fcm', push_token: fcmToken });
  await phone('expo', { platform: 'ios', provider: 'expo', push_token: expoToken });
  const misplaced = give('token in the wrong field', randomBytes(32).toString('hex'));
  await phone('misplaced', { platform: misplaced, push_token: 7 });
  const rotated = give('rotated APNs token', randomBytes(32).toString('hex'));
  await api('PUT', '/devices/iphone/token', {
    body: { push_token: rotated, environment: 'production' },
    as: admin,
  });
  const legacy = give('token of the older route', randomBytes(32).toString('hex'));
  const deviceToken = { token: legacy, deviceId: 'older', environment: 'development' };
  await api('POST', '/notifications/device-tokens', { body: deviceToken, as: admin });

  // An agent, by Basic and with a wrong secret, and its rotation.
  const agent = await api('POST', '/devices', { body: { device_name: 'canary' }, as: admin });
  const secret = note('agent’s secret', agent.body.secret);
  const rotation = await api('POST', `/devices/${agent.body.id}/secret/rotate`, { body: {}, as: admin });
  const newSecret = note('rotated secret', rotation.body.secret);
  const basic = (presented: string) =>
    `Basic ${Buffer.from(`${agent.body.id}:${presented}`).toString('base64')}`;
  for (const [name, each] of [
    ['first', secret],
    ['second', newSecret],
  ] as const) {
    const signing = Buffer.from(
      hkdfSync('sha256', Buffer.from(each, 'hex'), '', AGENT_SIGNATURE.keyInfo, AGENT_SIGNATURE.keyBytes),
    );
    give(`signing key of the ${name} secret`, signing.toString('base64url'));
    give(`Basic with the ${name} secret`, basic(each).slice('Basic '.length));
  }
  const wrongSecret = give('wrong agent secret', randomBytes(32).toString('hex'));
  await api('GET', '/client/poll', { as: basic(wrongSecret) });

  // A key, used rightly, for what it may not, and after its end.
  const created = await api('POST', '/api-keys', {
    body: { name: 'canary', scopes: Object.keys(SCOPES) },
    as: admin,
  });
  const key = `Bearer ${note('API key', created.body.key)}`;
  await api('GET', '/devices', { as: key });
  await api('GET', '/settings', { as: key });

  // Pairing: the verifier is in one answer, and the tokens in one.
  const pairing = await api('POST', '/auth/pairings', { body: { device_id: 'paired', platform: 'android' } });
  const verifier = note('pairing verifier', pairing.body.verifier);
  await api('POST', '/auth/pairings/confirm', { body: { code: pairing.body.code }, as: admin });
  await api('GET', `/auth/pairings/${pairing.body.id}?verifier=${give('wrong verifier')}`);
  await api('GET', `/auth/pairings/${pairing.body.id}?verifier=${verifier}`);
  const exchange = await api('POST', `/auth/pairings/${pairing.body.id}/exchange`, { body: { verifier } });
  notePair('pairing', exchange.body);

  // A message by every way; then all that can be read.
  const sent = await api('POST', '/notifications', {
    body: { audience: { broadcast: true }, title: 'Hello', body: 'To everybody' },
    as: key,
  });
  const path = `/notifications/${sent.body.id}`;
  const { body: polled } = await api('GET', '/client/poll?wait=20', { as: basic(secret) });
  const acknowledged = { delivery_id: polled.messages[0].delivery_id, status: 'failed', error: 'of no use' };
  await api('POST', '/client/ack', { body: acknowledged, as: basic(newSecret) });
  await vi.waitFor(async () => expect((await api('GET', path, { as: admin })).body.status).toBe('done'), {
    timeout: 30_000,
    interval: 200,
  });
  await api('GET', `${path}/deliveries`, { as: admin });
  for (const list of [
    '/devices',
    '/push/subscriptions?status=all',
    '/api-keys',
    '/audit?limit=100',
    '/users',
    '/auth/sessions',
  ]) {
    await api('GET', list, { as: admin });
  }
  await api('DELETE', `/api-keys/${created.body.id}`, { as: admin });
  await api('GET', '/devices', { as: key });
  const change = { current_password: password, new_password: give('new password') };
  await api('POST', '/auth/password', { body: change, as: admin });
  await api('POST', '/auth/logout', {
    body: { refresh_token: refreshed.refresh_token, device_id: 'iphone' },
  });
  for (const page of [
    '/metrics',
    '/docs',
    '/openapi.json',
    '/readyz',
    `/nowhere/${give('text in a path')}`,
  ]) {
    await send('GET', page);
  }
  await send('POST', '/trpc/auth.login', {
    body: { email, password: give('half a call', randomUUID()), more: 1 },
  });
  return { answers, given, made };
}
