import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const GENERATED = {
  TOKEN_ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString('base64url')}`,
  AGENT_SIGNING_KEYS: () => `k1:${randomBytes(32).toString('base64url')}`,
  FINGERPRINT_KEY: () => randomBytes(32).toString('base64url'),
  AUTH_SECRET: () => randomBytes(32).toString('base64url'),
} as const;

export type SecretName = keyof typeof GENERATED;

/**
 * The secrets that the environment does not give: made at the first start and kept in `<dataDir>/secrets.env` (mode
 * 0600), in a form that can be pasted into a production environment. Secrets that are given win and are not written.
 */
export function loadSecrets(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<SecretName, string> {
  const file = path.join(dataDir, 'secrets.env');
  const kept = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {};
  const names = Object.keys(GENERATED) as SecretName[];
  const missing = names.filter((name) => !env[name]?.trim() && kept[name] === undefined);
  if (missing.length > 0) {
    for (const name of missing) kept[name] = GENERATED[name]();
    mkdirSync(dataDir, { recursive: true });
    const lines = names.filter((name) => kept[name] !== undefined).map((name) => `${name}=${kept[name]}`);
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }
  return Object.fromEntries(names.map((name) => [name, env[name]?.trim() || kept[name]])) as Record<
    SecretName,
    string
  >;
}

function parse(text: string): Partial<Record<SecretName, string>> {
  const entries = text
    .split('\n')
    .map((line) => line.match(/^([A-Z_]+)=(.+)$/))
    .filter((match) => match !== null)
    .map((match) => [match[1], match[2]]);
  return Object.fromEntries(entries);
}
