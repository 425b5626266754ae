// A step of npm test (T-16): says whether what runs in production is known to be vulnerable, or that nobody can tell here.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AUDIT_FILE } from './conclusion.ts';
import { auditDependencies, readExceptions } from './dependency-audit.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const { passed, lines } = await auditDependencies({
  root: ROOT,
  exceptions: readExceptions(path.join(ROOT, '.ci', 'audit-exceptions.json')),
  registry: null,
  today: new Date(),
});
const text = `${lines.join('\n')}\n`;
process.stdout.write(text);
const resultsDir = process.env.TEST_RESULTS_DIR;
if (resultsDir !== undefined) writeFileSync(path.join(resultsDir, AUDIT_FILE), text);
process.exitCode = passed ? 0 : 1;
