import { writeFile } from 'node:fs/promises';
import { referenceFiles } from '../src/reference/reference-files.ts';

/** Writes the generated part of docs/. A test fails while it is not current. */
const DOCS = new URL('../../../docs/', import.meta.url);

for (const [name, content] of Object.entries(referenceFiles())) {
  await writeFile(new URL(name, DOCS), content);
}
