import type { Diagnosis } from '@carillon/contracts/installation';

const MARKS: Readonly<Record<Diagnosis['status'], string>> = {
  ok: 'ok     ',
  warning: 'warning',
  failed: 'FAILED ',
  off: 'off    ',
};

/** Findings as lines for a terminal: one for each, what to do below it, and a closing line of counts. */
export function describeDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const subjectWidth = Math.max(...diagnoses.map(({ subject }) => subject.length));
  const lines = diagnoses.flatMap(({ subject, check, status, detail, advice }) => [
    `${MARKS[status]}  ${subject.padEnd(subjectWidth)}  ${check}: ${detail}`,
    ...(advice === null ? [] : [`${' '.repeat(subjectWidth + 11)}→ ${advice}`]),
  ]);
  const count = (of: Diagnosis['status']): number => diagnoses.filter(({ status }) => status === of).length;
  return [
    ...lines,
    '',
    `${count('failed')} failed, ${count('warning')} warnings, ${count('ok')} ok`,
    '',
  ].join('\n');
}
