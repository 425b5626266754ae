import type { Calls } from './call-table.ts';
import { ACCOUNT_CALLS } from './calls-accounts.ts';
import { ADMINISTRATION_CALLS } from './calls-administration.ts';
import { DEVICE_CALLS } from './calls-devices.ts';
import { MESSAGE_CALLS } from './calls-messages.ts';

/** One of each operation of the document; the contract's test fails for one that is missing. */
export const CALLS: Calls = {
  ...ACCOUNT_CALLS,
  ...ADMINISTRATION_CALLS,
  ...DEVICE_CALLS,
  ...MESSAGE_CALLS,
};
