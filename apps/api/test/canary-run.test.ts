import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { startAllSimulators } from '@carillon/simulators/all-simulators';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi } from './api-process.ts';
import { type CanaryRun, type RecordedAnswer, runCanary, type Secrets } from './canary-run.ts';
import { startWorker } from './worker-process.ts';

const key = () => randomBytes(32).toString('base64url');
/** The installation's own secrets, by setting. */
const own: Secrets = new Map();
let run: CanaryRun;
let logs: { api: string; worker: string };
let database: TestDatabase;

/** The real API and a real worker, as talkative as they can be, with simulators of every provider. */
beforeAll(async () => {
  database = await createTestDatabase();
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-canary-'));
  await using simulators = await startAllSimulators({ basePort: 0, directory });
  const vapid = generateVapidKeys();
  const ids = {
    TOKEN_ENCRYPTION_KEYS: 'k1:',
    AGENT_SIGNING_KEYS: 'a1:',
    FINGERPRINT_KEY: '',
    AUTH_SECRET: '',
  };
  const settings: Record<string, string> = {
    DATABASE_URL: database.url,
    LOG_LEVEL: 'trace',
    VAPID_SUBJECT: 'mailto:ops@example.com',
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    ...simulators.files.environment,
  };
  own.set('VAPID_PRIVATE_KEY', vapid.privateKey);
  own.set('EXPO_ACCESS_TOKEN', settings.EXPO_ACCESS_TOKEN ?? '');
  own.set('APNS_KEY', longestLine(await readFile(settings.APNS_KEY ?? '', 'utf8')));
  const account = JSON.parse(await readFile(settings.FCM_SERVICE_ACCOUNT ?? '', 'utf8'));
  own.set('FCM_SERVICE_ACCOUNT', longestLine(account.private_key));
  for (const [name, id] of Object.entries(ids)) {
    const secret = key();
    own.set(name, secret);
    settings[name] = `${id}${secret}`;
  }
  {
    await using api = await startApi(settings);
    await using worker = startWorker(settings);
    run = await runCanary(api.url, simulators);
    const workerLog = await worker.stop();
    api.child.kill('SIGTERM');
    logs = { api: await api.output, worker: workerLog };
  }
  await rm(directory, { recursive: true, force: true });
}, 120_000);
afterAll(() => database.close());

/** Of a key in PEM, a line of nothing but its secret. */
function longestLine(pem: string): string {
  return pem.split('\n').sort((a, b) => b.length - a.length)[0] ?? '';
}

function allSecrets(): [string, string][] {
  return [...own, ...run.given, ...run.made];
}

/** The names of the secrets that a text holds, as they are, in hex, or in base64. */
function secretsIn(text: string): string[] {
  const found = allSecrets().filter(([, secret]) => {
    const bytes = Buffer.from(secret);
    const raw = Buffer.from(secret, /^[0-9a-f]{64}$/.test(secret) ? 'hex' : 'base64url');
    return [
      secret,
      bytes.toString('hex'),
      // Of a base64 text, what does not depend on where in it the secret begins.
      ...[0, 1, 2].map((skipped) => bytes.subarray(skipped).toString('base64').slice(0, -6)),
      ...(raw.length === 32 ? [raw.toString('hex'), raw.toString('base64')] : []),
    ].some((form) => text.includes(form));
  });
  return found.map(([name]) => name);
}

describe('after a full run of real processes with secrets that can be recognised', () => {
  it('T-6: the run was one: every secret is there, and messages went out by every provider', async () => {
    for (const [name, secret] of allSecrets())
      expect({ name, length: secret.length >= 16 }).toEqual({ name, length: true });
    expect(own.size + run.given.size + run.made.size).toBeGreaterThan(40);
    const failed = run.answers.filter(({ status }) => status >= 500);
    expect(failed).toEqual([]);
    const { rows } = await database.pool.query(
      'SELECT channel, state, count(*)::int AS count FROM deliveries GROUP BY 1, 2 ORDER BY 1, 2',
    );
    const channels = new Set(rows.map(({ channel }) => channel));
    expect(channels).toEqual(new Set(['apns', 'expo', 'fcm', 'inbox', 'webpush']));
    expect(rows).toContainEqual({ channel: 'webpush', state: 'accepted', count: 1 });
  });

  it.each(['api', 'worker'] as const)(
    'T-6: the log of the %s, at its most talkative, holds none of them',
    (name) => {
      expect(logs[name].split('\n').length).toBeGreaterThan(10);
      expect(secretsIn(logs[name])).toEqual([]);
    },
  );

  it('T-6: no answer holds one that was brought along or is the installation’s, whatever was done wrongly', () => {
    const wrong = run.answers.map(({ call, status, text }) => ({
      call: `${status} ${call}`,
      held: secretsIn(text).filter((name) => !run.made.has(name)),
    }));
    expect(wrong.filter(({ held }) => held.length > 0)).toEqual([]);
  });

  it('T-6, SEC-1, AUTH-5: what the server makes is in one answer, that of its creation, and in no other', () => {
    const shown = [...run.made].map(([name, secret]) => ({
      name,
      // Two access tokens that one session is given within a second are the same.
      times: new Set(run.answers.filter(({ text }) => text.includes(secret)).map(toCreation)).size,
    }));
    expect(shown.filter(({ times }) => times !== 1)).toEqual([]);
  });

  it('T-6: the queue’s tables and the audit log hold none of them', async () => {
    for (const table of ['pgboss.job', 'audit_events']) {
      const text = await dump(table);
      expect(text.length).toBeGreaterThan(100);
      expect(secretsIn(text)).toEqual([]);
    }
  });

  it('T-15: a dump of the whole database holds none of them in clear, nor in hex, nor in base64', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(rows.length).toBeGreaterThan(25);
    const held = [];
    for (const { name } of rows) held.push({ name, secrets: secretsIn(await dump(name)) });
    expect(held.filter(({ secrets }) => secrets.length > 0)).toEqual([]);
  });
});

/** What an answer makes; by its own name if it is not there to make anything. */
function toCreation({ call }: RecordedAnswer): string {
  return /^POST .*\/auth\/(login|refresh)$/.test(call) ? 'a pair of tokens' : call;
}

/** Every row of a table, as text. */
async function dump(table: string): Promise<string> {
  const { rows } = await database.pool.query(`SELECT row_to_json(t)::text AS row FROM ${table} t`);
  return rows.map(({ row }) => row).join('\n');
}
