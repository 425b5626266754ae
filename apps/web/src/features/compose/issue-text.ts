import type { z } from 'zod';

/** What a schema found wrong with something that a person typed, in words for them. */
export function issueText(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? `At most ${figureOf(issue.maximum)} characters`
        : issue.origin === 'array'
          ? `At most ${figureOf(issue.maximum)}`
          : `Expected at most ${figureOf(issue.maximum)}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'Fill this in'
        : `Expected at least ${figureOf(issue.minimum)}`;
    case 'invalid_type':
      return issue.expected === 'int' || issue.expected === 'number' ? 'Expected a number' : 'Fill this in';
    default:
      return issue.message;
  }
}

function figureOf(bound: number | bigint): string {
  return bound.toLocaleString('en-GB');
}
