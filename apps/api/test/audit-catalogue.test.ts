import { globSync, readFileSync } from 'node:fs';
import { AUDIT_ACTIONS, AUDIT_TARGETS } from '@carillon/contracts/audit';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../../', import.meta.url);
const CODES = Object.keys(AUDIT_ACTIONS);

/** Rows of the documentation's table of events: code, when, target, details. */
function documentedRows(): string[][] {
  const page = readFileSync(new URL('docs/operations/audit.md', ROOT), 'utf8');
  return page
    .split('\n')
    .filter((line) => /^\| `[a-z_]+\.[a-z_]+` \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
}

/** Where events are made: not the catalogue itself, and not what shows them. */
function sourcesThatRecord(): string {
  return globSync('packages/{auth,push,notifications}/src/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => readFileSync(new URL(file, ROOT), 'utf8'))
    .join('\n');
}

describe('the catalogue of the audit log', () => {
  it('OBS-3: every event has its row in docs/operations/audit.md, in the same order, and no row is of no event', () => {
    expect(documentedRows().map(([, code]) => code)).toEqual(CODES.map((code) => `\`${code}\``));
  });

  it('OBS-3: each row says when it is recorded, and of what kind of thing', () => {
    for (const [, code, when, target = ''] of documentedRows()) {
      expect(when, code).toMatch(/\w/);
      expect(AUDIT_TARGETS, code).toContain(target.split(',')[0]);
    }
  });

  it('OBS-3: every event of the catalogue is recorded somewhere; that none is missing in it, the compiler sees', () => {
    const sources = sourcesThatRecord();
    expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });
});
