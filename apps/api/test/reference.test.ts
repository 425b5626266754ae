import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { referenceFiles } from '../src/reference/reference-files.ts';

describe('docs/', () => {
  it.each(Object.keys(referenceFiles()))(
    'API-1, OBS-1: %s is what `node apps/api/bin/docs.ts` writes now',
    async (name) => {
      const written = await readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
      expect(written).toBe(referenceFiles()[name]);
    },
  );

  it('T-6: examples and defaults hold no secret', () => {
    const text = Object.values(referenceFiles()).join('\n');
    expect(text).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|eyJ[\w-]{10,}\.|gAAAA/);
  });
});
