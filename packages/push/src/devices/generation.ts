import { AppError } from '@carillon/contracts/errors';

/**
 * TOK-7: refuses what was overtaken on its way. A client that sends no generation makes no claim about order, so it is
 * never stale; the same generation again is a retry.
 *
 * @throws {AppError} `stale_registration`
 */
export function requireFresh(given: number | undefined, stored: number): void {
  if (given === undefined || given >= stored) return;
  throw new AppError('stale_registration', {
    detail: 'A registration or logout with a higher generation came before this one. Nothing was changed.',
    errors: [{ path: 'generation', message: 'Expected a generation that is not lower than the stored one' }],
  });
}

/** What to store after an accepted call. */
export function advance(given: number | undefined, stored: number): number {
  return Math.max(given ?? stored, stored);
}
