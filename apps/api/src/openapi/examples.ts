import { ACCOUNT_EXAMPLES } from './examples/accounts.ts';
import { ADMINISTRATION_EXAMPLES } from './examples/administration.ts';
import { DEVICE_EXAMPLES } from './examples/devices.ts';
import type { Examples, OperationExample } from './examples/example.ts';
import { MESSAGE_EXAMPLES } from './examples/messages.ts';

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
