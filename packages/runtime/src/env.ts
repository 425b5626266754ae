import type { z } from 'zod';

export interface EnvProblem {
  /** The variable's name; empty for a rule about several of them. */
  readonly variable: string;
  /** What is wrong and what was expected. Never the value that was given. */
  readonly message: string;
}

/** Settings that cannot be used. The message lists every one of them, so that one start shows all there is to mend. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly EnvProblem[];

  constructor(problems: readonly EnvProblem[]) {
    const lines = problems.map(({ variable, message }) =>
      variable === '' ? `  ${message}` : `  ${variable}: ${message}`,
    );
    super(['The settings are not valid:', ...lines].join('\n'));
    this.problems = problems;
  }
}

/**
 * Reads settings from environment variables by a schema whose members carry the variables' names. An empty or blank
 * variable counts as absent, as compose files and CI write them.
 *
 * @throws {EnvError} naming every bad variable together; values are never part of it, since many are secrets.
 */
export function parseEnv<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = schema.safeParse(given, { reportInput: false });
  if (result.success) return result.data;
  throw new EnvError(result.error.issues.map((issue) => toProblem(issue, given)));
}

function toProblem(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): EnvProblem {
  const variable = issue.path.map(String).join('.');
  const absent = issue.code === 'invalid_type' && issue.path.length === 1 && !(variable in given);
  return { variable, message: absent ? 'is required' : issue.message };
}
