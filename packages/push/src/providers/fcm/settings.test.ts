import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fcmCredentialsSettingSchema } from './credentials-setting.ts';

const pemOf = (type: 'rsa' | 'ec') => {
  const pair =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
};

const privateKey = pemOf('rsa');
const FILE = {
  type: 'service_account',
  project_id: 'my-project',
  private_key_id: 'abc',
  private_key: privateKey,
  client_email: 'sender@my-project.iam.gserviceaccount.com',
  token_uri: 'https://127.0.0.1:8443/token',
  universe_domain: 'googleapis.com',
};

const read = (setting: string) => fcmCredentialsSettingSchema.safeParse(setting);
const problemOf = (setting: string) => {
  const result = read(setting);
  if (result.success) throw new Error('It was taken');
  return JSON.stringify(result.error.issues.map(({ message }) => message));
};

describe('FCM_SERVICE_ACCOUNT', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'fcm-settings-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('takes the JSON, or the path of its file; its own token_uri holds', () => {
    const expected = {
      kind: 'service_account',
      projectId: 'my-project',
      clientEmail: FILE.client_email,
      privateKeyId: 'abc',
      privateKeyPem: privateKey,
      tokenUri: 'https://127.0.0.1:8443/token',
    };
    const file = path.join(directory, 'account.json');
    writeFileSync(file, JSON.stringify(FILE));
    expect(read(` ${JSON.stringify(FILE)}\n`).data).toEqual(expected);
    expect(read(file).data).toEqual(expected);
  });

  it('without token_uri and key id, it is Google’s', () => {
    const { token_uri: _, private_key_id: __, ...rest } = FILE;
    expect(read(JSON.stringify(rest)).data).toMatchObject({
      tokenUri: 'https://oauth2.googleapis.com/token',
      privateKeyId: null,
    });
  });

  it('application-default asks the machine', () => {
    expect(read('application-default').data).toEqual({ kind: 'application_default' });
  });

  it.each([
    ['type', { type: 'authorized_user' }],
    ['project_id', { project_id: '' }],
    ['project_id', { project_id: '../other' }],
    ['private_key', { private_key: undefined }],
    ['private_key', { private_key: 'canary' }],
    ['private_key', { private_key: pemOf('ec') }],
    ['private_key', { private_key: privateKey.replaceAll('\n', '\\n') }],
    ['client_email', { client_email: 7 }],
    ['token_uri', { token_uri: 'http://plain.example/token' }],
  ])('T-6: what is wrong with %s is told by its name, and nothing of the key is', (name, change) => {
    const problem = problemOf(JSON.stringify({ ...FILE, ...change }));
    expect(problem).toContain(`${name}: expected`);
    expect(problem).not.toContain('canary');
    for (const line of privateKey.split('\n').slice(1, 4)) expect(problem).not.toContain(line.slice(0, 20));
  });

  it.each([
    ['{"type": "service_account", canary'],
    ['[]'],
    ['/no/such/canary.json'],
    ['canary'.repeat(2000)],
    [Buffer.from('{"private_key": "canary"}').toString('base64')],
  ])('T-6: what is neither JSON nor a file is refused without a word of it', (setting) => {
    const problem = problemOf(setting);
    expect(problem).toContain('expected');
    expect(problem).not.toContain('canary');
    expect(problem).not.toContain(setting.slice(0, 16));
  });
});
