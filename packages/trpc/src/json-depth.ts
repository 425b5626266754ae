import { AppError } from '@carillon/contracts/errors';
import { LIMITS } from '@carillon/contracts/limits';

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPENING: ReadonlySet<number> = new Set(['{', '['].map((bracket) => bracket.charCodeAt(0)));
const CLOSING: ReadonlySet<number> = new Set(['}', ']'].map((bracket) => bracket.charCodeAt(0)));

/**
 * Whether a JSON text nests deeper than `limit` levels (T-11), found without building it: `1` has none, `{}` one.
 * Says nothing about whether the text is valid.
 */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (isInString) {
      if (character === BACKSLASH) index += 1;
      else if (character === QUOTE) isInString = false;
    } else if (character === QUOTE) isInString = true;
    else if (OPENING.has(character)) {
      depth += 1;
      if (depth > limit) return true;
    } else if (CLOSING.has(character)) depth -= 1;
  }
  return false;
}

/**
 * Refuses a JSON text that nests deeper than the limit (API-3), before anything is built from it.
 *
 * @throws {AppError} `validation_failed`
 */
export function refuseDeepJson(text: string): void {
  if (isDeeperThan(text, LIMITS.bodyDepth)) {
    throw new AppError('validation_failed', {
      detail: `The JSON nests too deep: at most ${LIMITS.bodyDepth} levels are accepted.`,
    });
  }
}
