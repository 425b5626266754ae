import { randomBytes } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import type { ExpoError } from './answers.ts';

const MAX_RECIPIENTS = 250_000;
/** The project of every token that was not minted for another. */
export const DEFAULT_PROJECT = '@carillon/example';

/** How the service treats one token. */
export type TokenBehaviour = {
  /** `@owner/slug`: a request may hold tokens of one project only. */
  project: string;
  /** The error of each of its tickets; null is a good ticket. */
  ticket: ExpoError | null;
  /** The error of each of its receipts; null is a good receipt, `never` none at all. */
  receipt: ExpoError | 'never' | null;
  /** How long after the ticket its receipt is there. */
  receiptAfterMs: number;
};

/** Tokens that were minted or that got a behaviour. Any other well-formed token is a healthy one of the default project. */
export class Recipients {
  readonly #byToken = new BoundedMap<string, TokenBehaviour>(MAX_RECIPIENTS);

  mint(changes: Partial<TokenBehaviour>): string {
    const token = `ExponentPushToken[${randomBytes(16).toString('base64url')}]`;
    this.change(token, changes);
    return token;
  }

  get(token: string): TokenBehaviour {
    return (
      this.#byToken.get(token) ?? { project: DEFAULT_PROJECT, ticket: null, receipt: null, receiptAfterMs: 0 }
    );
  }

  change(token: string, changes: Partial<TokenBehaviour>): void {
    this.#byToken.set(token, { ...this.get(token), ...changes });
  }
}
