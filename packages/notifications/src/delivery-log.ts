import type { DeviceId } from '@carillon/contracts/ids';
import type { Logger } from '@carillon/runtime/logger';
import type { ChunkJobData } from './jobs.ts';
import type { DeliveryOutcome } from './ports.ts';

/** OBS-2: what became of deliveries, with ids. */
export interface DeliveryLog {
  /** @param written the devices whose outcome this worker wrote; the others were somebody else's by then */
  write(job: ChunkJobData, outcomes: readonly DeliveryOutcome[], written: ReadonlySet<DeviceId>): void;
}

/** More lines than this for one message say less than one line with their number. */
const MAX_SINGLE_LINES = 20;

/** Tokens that were said to be invalid and whatever failed get a line each; success does while it is little. */
export function createDeliveryLog(log: Logger): DeliveryLog {
  return {
    write: ({ notificationId, channel, requestId }, outcomes, written) => {
      const line = log.child({ notification_id: notificationId, channel, request_id: requestId });
      const ours = outcomes.filter(({ deviceId }) => written.has(deviceId));
      const accepted = ours.filter(({ state }) => state === 'accepted');
      if (accepted.length > MAX_SINGLE_LINES)
        line.info({ devices: accepted.length }, 'notification delivered');
      else for (const { deviceId } of accepted) line.info({ device_id: deviceId }, 'notification delivered');
      for (const { deviceId, state, reason, errorCode, tokenId, tokenEffect } of ours) {
        if (tokenEffect?.kind === 'invalid')
          line.warn({ device_id: deviceId, token_id: tokenId, reason }, 'token_invalid');
        if (state === 'failed')
          line.warn({ device_id: deviceId, reason, error_code: errorCode }, 'notification failed');
      }
      const lost = outcomes.length - ours.length;
      if (lost > 0)
        line.warn({ devices: lost }, 'outcomes came after the lease had ended and were not written');
    },
  };
}
