import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findUnproven, readRequirementIds } from './requirements.ts';

it('lists every ID of docs/requirements.md once', () => {
  const ids = readRequirementIds(fileURLToPath(new URL('../../../../docs/requirements.md', import.meta.url)));
  expect(ids).toContain('REG-1');
  expect(ids).toContain('F-13');
  expect(new Set(ids).size).toBe(ids.length);
});

it('names the IDs that stand in no title, as whole words', () => {
  const titles = ['REG-1, TOK-13: registers', 'agents T-1: are refused'];
  expect(findUnproven(['REG-1', 'TOK-1', 'TOK-13', 'T-1', 'T-11'], titles)).toEqual(['TOK-1', 'T-11']);
});
