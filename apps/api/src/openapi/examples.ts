import { ACCOUNT_EXAMPLES } from './examples/accounts.ts';
import { ADMINISTRATION_EXAMPLES } from './examples/administration.ts';
import { DEVICE_EXAMPLES } from './examples/devices.ts';
import { MESSAGE_EXAMPLES } from './examples/messages.ts';

/** An operation as somebody would use it: what is sent and what comes back, in REST's own spelling. */
export interface OperationExample {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: object;
  readonly answer?: object;
  /** By title: other bodies, with what they are answered. */
  readonly others?: Readonly<Record<string, { readonly body: object; readonly answer: object }>>;
}

/** By procedure. */
export type Examples = Readonly<Record<string, OperationExample>>;

const EXAMPLES: Examples = {
  ...ACCOUNT_EXAMPLES,
  ...ADMINISTRATION_EXAMPLES,
  ...DEVICE_EXAMPLES,
  ...MESSAGE_EXAMPLES,
};

/** Nothing for a procedure that has none; the contract's test wants one of each that is in the document. */
export function exampleOf(path: string): OperationExample {
  return EXAMPLES[path] ?? {};
}
