import type { DeviceId } from '@carillon/contracts/ids';
import {
  type AckInput,
  type AcknowledgeDependencies,
  type Acknowledged,
  acknowledge,
} from './acknowledge.ts';
import { type PollDependencies, type Polled, type PollInput, poll } from './poll.ts';
import type { AgentStore } from './ports-agents.ts';

export interface AgentsDependencies
  extends Omit<PollDependencies, 'store'>,
    Omit<AcknowledgeDependencies, 'store'> {
  readonly store: AgentStore;
}

/** What agents may do: each is described, with its errors, in the file of its name. */
export interface Agents {
  poll(deviceId: DeviceId, input: PollInput, signal: AbortSignal): Promise<Polled>;
  acknowledge(deviceId: DeviceId, input: AckInput): Promise<Acknowledged>;
  /** Counts a call that came to nothing, for whatever reason (OBS-1). */
  countRefusal(call: 'poll' | 'ack'): void;
}

export function createAgents(dependencies: AgentsDependencies): Agents {
  const { metrics } = dependencies;
  return {
    poll: (deviceId, input, signal) => poll(dependencies, deviceId, input, signal),
    acknowledge: (deviceId, input) => acknowledge(dependencies, deviceId, input),
    countRefusal: (call) =>
      call === 'poll'
        ? metrics.count('agent_polls_total', { status: 'refused' })
        : metrics.count('agent_acks_total', { status: 'refused' }),
  };
}
