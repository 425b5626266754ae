import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** A known vulnerability that is lived with: why it does no harm here, and until when that is believed. */
export interface AuditException {
  /** `GHSA-…` */
  readonly id: string;
  readonly package: string;
  readonly why: string;
  /** A date, `2027-01-31`: on that day somebody looks again. */
  readonly until: string;
}

interface Advisory {
  readonly module_name: string;
  readonly severity: string;
  readonly title: string;
  readonly github_advisory_id: string;
  readonly url: string;
}

export interface AuditResult {
  readonly passed: boolean;
  /** Lines for whoever reads the end of a run. */
  readonly lines: readonly string[];
}

/** What fails; less severe ones are told. */
const GRAVE: ReadonlySet<string> = new Set(['high', 'critical']);
const MAX_REPORT_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/**
 * Asks the registry for known vulnerabilities of what runs in production (T-16), and weighs them against the exceptions. Where
 * there is no such service, as with some mirrors, that is said and nothing is claimed.
 */
export async function auditDependencies(options: {
  readonly root: string;
  readonly exceptions: readonly AuditException[];
  /** Null: the one that pnpm is configured with. */
  readonly registry: string | null;
  readonly today: Date;
}): Promise<AuditResult> {
  const { root, registry, exceptions, today } = options;
  const args = ['audit', '--prod', '--json', ...(registry === null ? [] : ['--registry', registry])];
  const run = promisify(execFile)('pnpm', args, {
    cwd: root,
    maxBuffer: MAX_REPORT_BYTES,
    timeout: TIMEOUT_MS,
  });
  // It ends with 1 where it found something; the report is there all the same.
  const { stdout, stderr } = await run.catch((error: { stdout?: string; stderr?: string }) => error);
  const advisories = readReport(stdout ?? '');
  if (advisories === null) return unavailable(stderr ?? '');
  return weigh(advisories, exceptions, today);
}

/** @throws {Error} when the file is not there or not JSON */
export function readExceptions(file: string): AuditException[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Null when it is no report. */
function readReport(text: string): Advisory[] | null {
  try {
    const report: { advisories?: Record<string, Advisory> } = JSON.parse(text);
    return report.advisories === undefined ? null : Object.values(report.advisories);
  } catch {
    return null;
  }
}

function unavailable(errorText: string): AuditResult {
  const reason = /responded with (\d{3})/.exec(errorText.replaceAll(/[\s│]+/g, ' '))?.[1];
  const why = reason === undefined ? 'it could not be asked' : `it answered ${reason}`;
  const line = `The registry does not tell of known vulnerabilities (${why}): dependencies were NOT audited`;
  return { passed: true, lines: [line] };
}

/** Exceptions that have run out, and those that are of no use any more, fail too: the list stays true. */
function weigh(
  advisories: readonly Advisory[],
  exceptions: readonly AuditException[],
  today: Date,
): AuditResult {
  const explained = new Map(exceptions.map((exception) => [exception.id, exception]));
  const grave = advisories.filter(({ severity }) => GRAVE.has(severity));
  const unexplained = grave.filter(({ github_advisory_id: id }) => !explained.has(id));
  const found = new Set(advisories.map(({ github_advisory_id: id }) => id));
  const outdated = exceptions.filter(({ id, until }) => !found.has(id) || new Date(until) <= today);
  const lines = [
    ...unexplained.map((advisory) => `Vulnerable: ${describe(advisory)}`),
    ...outdated.map(({ id, until }) => `Exception to look at again: ${id}, until ${until}`),
    `Dependencies audited: ${grave.length} high or critical, of which ${grave.length - unexplained.length} explained; ${advisories.length - grave.length} less severe`,
  ];
  return { passed: unexplained.length === 0 && outdated.length === 0, lines };
}

function describe({ module_name: name, severity, title, url }: Advisory): string {
  return `${name} (${severity}): ${title}, ${url}`;
}
