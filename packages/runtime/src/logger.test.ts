import { describe, expect, it } from 'vitest';
import { withLogContext } from './log-context.ts';
import { createLogger, type Logger } from './logger.ts';

function logged(write: (log: Logger) => void): { line: string; entry: Record<string, unknown> } {
  const lines: string[] = [];
  write(createLogger({ name: 'api', level: 'debug', destination: { write: (line) => lines.push(line) } }));
  const line = lines.join('');
  return { line, entry: JSON.parse(line) as Record<string, unknown> };
}

const canary = 'canary-5f2c';
const endpoint = `https://push.example/send/0123456789${canary}0123456789abcdefghijklmnopqrstuvwxyz`;

class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly endpoint = endpoint;
  readonly headers = { authorization: canary };
}

describe('createLogger', () => {
  it('OBS-2: writes one line of JSON with time, level name, process, ids and request_id', () => {
    const { line, entry } = logged((log) =>
      log.info({ device_id: 'd-1', request_id: 'r-1' }, 'device registered'),
    );
    expect(entry).toMatchObject({
      level: 'info',
      name: 'api',
      device_id: 'd-1',
      request_id: 'r-1',
      msg: 'device registered',
    });
    expect(Number.isNaN(Date.parse(String(entry.time)))).toBe(false);
    expect(line.trimEnd()).not.toContain('\n');
  });

  it('OBS-2: every line within a request carries its request_id, whoever logs it and after waiting too', async () => {
    const lines: string[] = [];
    const log = createLogger({
      name: 'api',
      level: 'info',
      destination: { write: (line) => lines.push(line) },
    }).child({ part: 'registry' });
    const request = (id: string) =>
      withLogContext({ request_id: id }, async () => {
        await Promise.resolve();
        withLogContext({ job: 'chunk' }, () => log.info({ of: id }, 'dispatched'));
      });
    await Promise.all([request('r-1'), request('r-2')]);
    log.info('outside');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { request_id: 'r-1', of: 'r-1', job: 'chunk', part: 'registry' },
      { request_id: 'r-2', of: 'r-2' },
      { msg: 'outside' },
    ]);
    expect(lines[2]).not.toContain('request_id');
  });

  it.each([
    ['a member by its name', (log: Logger) => log.info({ pushToken: canary })],
    ['snake_case names', (log: Logger) => log.info({ refresh_token: canary, API_KEY: canary })],
    ['members at any depth', (log: Logger) => log.info({ a: { b: [{ c: { currentPassword: canary } }] } })],
    [
      'web push keys',
      (log: Logger) => log.info({ subscription: { keys: { p256dh: canary, auth: canary } } }),
    ],
    [
      'headers',
      (log: Logger) => log.info({ headers: { authorization: `Bearer ${canary}`, cookie: canary } }),
    ],
    ["a child logger's bindings", (log: Logger) => log.child({ token: canary, endpoint }).info('x')],
    ['endpoints', (log: Logger) => log.info({ endpoint, nested: { oldEndpoint: endpoint, url: endpoint } })],
    [
      'members that libraries hang on errors',
      (log: Logger) => log.error({ err: new HttpFailure('failed') }, 'x'),
    ],
    ['an error under any name', (log: Logger) => log.error({ failure: new HttpFailure('failed') }, 'x')],
    [
      'the causes of errors',
      (log: Logger) => log.error(new Error('x', { cause: new HttpFailure(`at ${endpoint}`) })),
    ],
    ['endpoints in messages', (log: Logger) => log.warn(`could not send to ${endpoint}`)],
    [
      'objects of unknown classes',
      (log: Logger) =>
        log.info({
          client: new (class Client {
            url = canary;
          })(),
        }),
    ],
    [
      'binary data',
      (log: Logger) => log.info({ body: Buffer.from(canary), bytes: new TextEncoder().encode(canary) }),
    ],
    ['URLs', (log: Logger) => log.info({ address: new URL(endpoint) })],
  ])('T-6: keeps secrets out: %s', (_, write) => {
    expect(logged(write).line).not.toContain(canary);
  });

  it.each([
    ['a bearer credential', 'Bearer abcdefghijklmnop.qrstuvwx'],
    ['an API key', 'crl_abcdefghijklmnop'],
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJ4In0.c2lnbmF0dXJl'],
    ['a Fernet token', `gAAAAAB${'x'.repeat(60)}`],
    ['an APNs token', 'ab'.repeat(32)],
    ['an Expo token', 'ExponentPushToken[xxxxxxxxxxxx]'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----'],
  ])('T-6: the finished line is searched too: %s inside a message', (_, secret) => {
    const { line, entry } = logged((log) => log.info({ note: `before ${secret}` }, `said ${secret}`));
    expect(line).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(entry.note).toMatch(/^before/);
  });

  it('T-6: takes the password out of a connection string and leaves host and name', () => {
    const { entry } = logged((log) =>
      log.info('cannot reach postgres://carillon:hunter2@db.internal:5432/carillon'),
    );
    expect(entry.msg).toBe('cannot reach postgres://carillon:[redacted]@db.internal:5432/carillon');
  });

  it('leaves alone what only resembles a secret: ids, counts, flags, ordinary addresses', () => {
    const members = {
      tokenId: '0198c5a6-7b1c-7d0e-9a53-1f2e3d4c5b6a',
      tokens: 3,
      hasToken: true,
      key_id: 'k1',
      reason: 'token_invalid',
      url: 'http://127.0.0.1:4000/docs',
    };
    expect(logged((log) => log.info(members)).entry).toMatchObject(members);
  });

  it('survives objects that go round in circles', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(logged((log) => log.info({ circle }, 'x')).entry.msg).toBe('x');
  });

  it('keeps what helps of an error: type, message, code, stack, cause', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const { entry } = logged((log) => log.error({ err: new Error('no database', { cause }) }, 'x'));
    expect(entry.err).toMatchObject({
      type: 'Error',
      message: 'no database',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { code: 'ECONNREFUSED' },
    });
  });
});
