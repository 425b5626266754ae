import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type AuditException, auditDependencies } from '../src/verify/dependency-audit.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TODAY = new Date('2026-11-22');

/** A registry that knows of these vulnerabilities; of null it says nothing, as mirrors do that have no such service. */
async function audit(known: object | null, exceptions: readonly AuditException[]) {
  const registry = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(known === null ? 405 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  try {
    const url = `http://127.0.0.1:${port}/`;
    return await auditDependencies({ root: ROOT, exceptions, registry: url, today: TODAY });
  } finally {
    registry.close();
  }
}

let advisories = 0;
const advisory = (id: string, severity: string) => ({
  id: ++advisories,
  url: `https://github.com/advisories/${id}`,
  title: 'Made up',
  severity,
  vulnerable_versions: '<999.0.0',
  cwe: [],
  cvss: { score: 8, vectorString: null },
});
const HIGH = { next: [advisory('GHSA-aaaa-bbbb-cccc', 'high')] };
const explained = (until: string): AuditException => ({
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'next',
  why: 'The feature is not used',
  until,
});

describe('the audit of dependencies', () => {
  it('T-16: fails for a known high or critical vulnerability of what runs in production, and names it', async () => {
    const { passed, lines } = await audit(HIGH, []);
    expect(passed).toBe(false);
    expect(lines[0]).toContain(
      'Vulnerable: next (high): Made up, https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
    );
  });

  it('T-16: passes with one that is explained, until its day; less severe ones are told', async () => {
    const low = { pg: [advisory('GHSA-dddd-bbbb-cccc', 'low')] };
    expect(await audit({ ...HIGH, ...low }, [explained('2026-11-23')])).toEqual({
      passed: true,
      lines: ['Dependencies audited: 1 high or critical, of which 1 explained; 1 less severe'],
    });
    expect((await audit(HIGH, [explained('2026-11-22')])).passed).toBe(false);
  });

  it('T-16: an exception of which nothing is known any more fails, so that the list stays true', async () => {
    expect((await audit({}, [explained('2027-01-01')])).passed).toBe(false);
    expect((await audit({}, [])).passed).toBe(true);
  });

  it('T-16: where the registry does not tell, it says that nothing was audited, and does not look like a success', async () => {
    const { lines } = await audit(null, []);
    expect(lines).toEqual([
      'The registry does not tell of known vulnerabilities (it answered 405): dependencies were NOT audited',
    ]);
  });
});

/** Every version of a package in the lock file. */
function lockedVersions(name: string): string[] {
  const lock = readFileSync(`${ROOT}/pnpm-lock.yaml`, 'utf8');
  const entry = new RegExp(`^  '?${name}@(\\d+\\.\\d+\\.\\d+)[^(:]*'?:$`, 'gm');
  return [...lock.matchAll(entry)].map(([, version = '']) => version);
}

function isAtLeast(version: string, floor: string): boolean {
  return version.localeCompare(floor, 'en', { numeric: true }) >= 0;
}

describe('the versions that are installed', () => {
  it.each([
    ['next', '16.3.3'],
    ['next-auth', '4.24.15'],
    ['@trpc/server', '11.8.0'],
  ])('T-16: %s is nowhere below %s', (name, floor) => {
    const versions = lockedVersions(name);
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter((version) => !isAtLeast(version, floor))).toEqual([]);
  });

  it('T-16: versions compare as numbers', () => {
    expect(isAtLeast('11.22.1', '11.8.0')).toBe(true);
    expect(isAtLeast('16.3.2', '16.3.3')).toBe(false);
    expect(isAtLeast('4.9.0', '4.24.15')).toBe(false);
  });
});
