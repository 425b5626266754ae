import type { Call } from './caller.ts';
import { ACCOUNT_CALLS } from './calls-accounts.ts';
import { ADMINISTRATION_CALLS } from './calls-administration.ts';
import { DEVICE_CALLS } from './calls-devices.ts';
import { MESSAGE_CALLS } from './calls-messages.ts';
import type { ContractWorld } from './contract-world.ts';

/** By operation: a call that succeeds. */
export type Calls = Readonly<Record<string, (world: ContractWorld) => Call | Promise<Call>>>;

/** One of each operation of the document; the contract's test fails for one that is missing. */
export const CALLS: Calls = {
  ...ACCOUNT_CALLS,
  ...ADMINISTRATION_CALLS,
  ...DEVICE_CALLS,
  ...MESSAGE_CALLS,
};
