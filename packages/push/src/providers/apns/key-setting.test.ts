import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { apnsKeySettingSchema } from './key-setting.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'carillon-apns-'));
afterAll(() => rmSync(directory, { recursive: true }));

const pemOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const pem = pemOf('P-256');

function file(name: string, text: string): string {
  const at = path.join(directory, name);
  writeFileSync(at, text);
  return at;
}

describe('APNS_KEY', () => {
  it.each([
    ['the PEM', pem],
    ['the PEM in one line', pem.trim().replaceAll('\n', '\\n')],
    ['the path of its file', file('AuthKey_ABC123DEFG.p8', pem)],
  ])('may be %s', (_, setting) => {
    expect(apnsKeySettingSchema.parse(setting).trim()).toBe(pem.trim());
  });

  it.each([
    ['a key of another curve', pemOf('P-384'), 'expected a P-256 private key'],
    ['a PEM that is cut off', pem.slice(0, 80), 'expected a P-256 private key'],
    ['a file that holds something else', file('other.p8', 'canary'), 'expected a P-256 private key'],
    ['a file that is not there', path.join(directory, 'canary.p8'), 'no such file to read (ENOENT)'],
    ['a text of no kind', 'canary', 'no such file to read (ENOENT)'],
  ])('T-6: %s is refused without being repeated', (_, setting, message) => {
    const result = apnsKeySettingSchema.safeParse(setting, { reportInput: false });
    expect(result.error?.issues[0]?.message).toContain(message);
    expect(JSON.stringify(result.error?.issues)).not.toMatch(/canary|MIG|BEGIN/);
  });
});
