import { readFileSync } from 'node:fs';

/** `| REG-1 | …`: the first cell of a row. */
const ROW = /^\| ([A-Z]+-\d+) \|/gm;
const NAMED = /\b[A-Z]+-\d+\b/g;

/** The IDs that a document of promises lists, in its order. */
export function readRequirementIds(document: string): string[] {
  return [...readFileSync(document, 'utf8').matchAll(ROW)].map(([, id]) => id as string);
}

/** Those IDs that no title names. */
export function findUnproven(ids: readonly string[], titles: readonly string[]): string[] {
  const named = new Set(titles.flatMap((title) => title.match(NAMED) ?? []));
  return ids.filter((id) => !named.has(id));
}
