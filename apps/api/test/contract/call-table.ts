import type { Call } from './caller.ts';
import type { ContractWorld } from './contract-world.ts';

/** By operation: a call that succeeds. */
export type Calls = Readonly<Record<string, (world: ContractWorld) => Call | Promise<Call>>>;
