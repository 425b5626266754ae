import type { Diagnosis } from '@carillon/contracts/installation';
import type { Logger } from '@carillon/runtime/logger';

/**
 * Looks at one part of the installation. `run` may ask a provider; it never changes anything and never sends to a device.
 * What it finds holds no token, key or endpoint.
 */
export interface Check {
  readonly subject: Diagnosis['subject'];
  run(signal: AbortSignal): Promise<readonly Diagnosis[]>;
}

export interface DoctorOptions {
  readonly checks: readonly Check[];
  /** For all checks together, which run side by side. */
  readonly deadlineMs: number;
  readonly log: Logger;
}

export interface Doctor {
  /** Every check's findings, in the order of the checks. A check that fails or takes too long is a finding itself. */
  examine(): Promise<Diagnosis[]>;
}

export function createDoctor({ checks, deadlineMs, log }: DoctorOptions): Doctor {
  return {
    examine: async () => {
      const signal = AbortSignal.timeout(deadlineMs);
      const findings = await Promise.all(checks.map((check) => runCheck({ check, signal, log })));
      return findings.flat();
    },
  };
}

interface CheckRun {
  readonly check: Check;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

async function runCheck({ check, signal, log }: CheckRun): Promise<readonly Diagnosis[]> {
  try {
    return await Promise.race([check.run(signal), rejectOn(signal)]);
  } catch (error) {
    log.warn({ err: error, subject: check.subject }, 'a check of the doctor could not be done');
    const detail = signal.aborted ? 'No answer in time.' : 'The check could not be done; the log says why.';
    return [
      {
        subject: check.subject,
        check: 'examination',
        status: 'failed',
        detail,
        advice: 'Check that this machine reaches the database and the provider, then run the doctor again.',
      },
    ];
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** The finding that all is well. */
export function ok(subject: Diagnosis['subject'], check: string, detail: string): Diagnosis {
  return { subject, check, status: 'ok', detail, advice: null };
}
