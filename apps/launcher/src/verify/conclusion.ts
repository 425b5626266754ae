import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCounts, readSecondTries, type TestFailure } from './counts.ts';
import { findUnproven, readRequirementIds } from './requirements.ts';

export interface Conclusion {
  readonly passed: boolean;
  /** For whoever sees only the end of a long log: what failed and why, and the counts in the last line. */
  readonly text: string;
}

/** Where the step that audits dependencies leaves its lines, in the folder of results. */
export const AUDIT_FILE = 'dependency-audit.txt';
const MAX_MESSAGE_LINES = 12;

/** What a whole run comes to. Fails when a step failed, a test did, none ran, or a requirement has no test that passed. */
export function concludeRun({
  root,
  resultsDir,
  failedSteps,
}: {
  readonly root: string;
  readonly resultsDir: string;
  readonly failedSteps: readonly string[];
}): Conclusion {
  const counts = readCounts(resultsDir);
  const ids = readRequirementIds(path.join(root, 'docs', 'requirements.md'));
  const unproven = findUnproven(ids, counts.passedTitles);
  const text = [
    ...(failedSteps.length > 0 ? [`Failed: ${failedSteps.join(', ')}`] : []),
    ...counts.failures.map((failure) => describeFailure(root, failure)),
    ...readSecondTries(resultsDir).map((title) => `Passed only when tried again: ${title}`),
    ...(unproven.length > 0 ? [`No test that passed names: ${unproven.join(', ')}`] : []),
    ...readAudit(resultsDir),
    `${ids.length - unproven.length} of ${ids.length} requirements are proven`,
    `${counts.passed} passed, ${counts.failed} failed`,
  ];
  const passed =
    failedSteps.length === 0 && unproven.length === 0 && counts.failed === 0 && counts.passed > 0;
  return { passed, text: `\n${text.join('\n')}\n` };
}

/** What the audit of dependencies came to (T-16), above all where it could not be done. */
function readAudit(resultsDir: string): string[] {
  const file = path.join(resultsDir, AUDIT_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

function describeFailure(root: string, { file, test, message }: TestFailure): string {
  const lines = message.split('\n').slice(0, MAX_MESSAGE_LINES);
  const title = `✗ ${path.relative(root, file)}: ${test ?? 'could not be run'}`;
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}
