import type { AgentActivity } from '@carillon/contracts/agents';
import { AppError } from '@carillon/contracts/errors';
import type { Actor } from '../actor.ts';
import { findDevice } from '../find-device.ts';
import type { RegistryParts } from '../registry-parts.ts';

/**
 * What an agent did in the last 24 hours (SEC-10). For its owner and for administrators, like the device itself.
 *
 * @throws {AppError} `forbidden`, `not_found`; `conflict` for a push device
 */
export async function agentActivity(parts: RegistryParts, actor: Actor, ref: string): Promise<AgentActivity> {
  const device = await findDevice(parts, actor, ref);
  if (device.kind === 'agent') return parts.store.agents.activity(device.id);
  throw new AppError('conflict', { detail: 'Only agents poll; this is a push device.' });
}
