import { AppError } from '@carillon/contracts/errors';
import type { DeviceId } from '@carillon/contracts/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { Metrics } from '@carillon/runtime/metrics';
import { parseDeliveryId } from './delivery-id.ts';
import type { AgentStore } from './ports-agents.ts';
import type { OwnReason } from './reasons.ts';

export interface AcknowledgeDependencies {
  readonly store: Pick<AgentStore, 'acknowledge'>;
  readonly metrics: Pick<Metrics, 'count'>;
  readonly log: Logger;
}

export interface AckInput {
  readonly deliveryId: string;
  readonly status: 'processed' | 'failed';
  /** The agent's own, such as a job's number. */
  readonly reference?: string | undefined;
  /** Given when the status is failed. */
  readonly error?: string | undefined;
}

export interface Acknowledged {
  readonly deliveryId: string;
  readonly status: AckInput['status'];
  readonly acknowledgedAt: Date;
}

/** So that the trace says it in words. */
const REASONS = {
  processed: 'agent_processed',
  failed: 'agent_failed',
} as const satisfies Record<AckInput['status'], OwnReason>;

/**
 * Stores what an agent says became of a message that it was given (SEC-9): once and for ever. It counts whenever it comes:
 * within the lease, after it, and after the message's life, since what was done was done.
 *
 * @throws {AppError} `not_found` for a delivery that this agent was never given; `already_acknowledged`
 */
export async function acknowledge(
  { store, metrics, log }: AcknowledgeDependencies,
  deviceId: DeviceId,
  { deliveryId, status, reference, error }: AckInput,
): Promise<Acknowledged> {
  const delivery = parseDeliveryId(deliveryId);
  if (delivery === null || delivery.deviceId !== deviceId) throw noSuchDelivery();
  const result = await store.acknowledge({
    ...delivery,
    status,
    reference: reference ?? null,
    error: status === 'failed' ? (error ?? null) : null,
    reason: REASONS[status],
  });
  if (result.status === 'unknown') throw noSuchDelivery();
  if (result.status === 'repeated') {
    throw new AppError('already_acknowledged', { detail: 'This delivery was acknowledged before.' });
  }
  metrics.count('agent_acks_total', { status });
  log.info({ notification_id: delivery.notificationId, device_id: deviceId, status }, 'message acknowledged');
  return { deliveryId, status, acknowledgedAt: result.at };
}

/** The same for another device's and for none at all. */
function noSuchDelivery(): AppError {
  return new AppError('not_found', { detail: 'This agent was given no such delivery.' });
}
