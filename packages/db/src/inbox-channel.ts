import { type DeviceId, deviceIdSchema } from '@carillon/contracts/ids';
import type { Queryable } from './repositories/queryable.ts';

/** Where it is told that there may be something new for agents. */
export const INBOX_CHANNEL = 'carillon_inbox';

/** A payload is less than 8000 bytes (PostgreSQL, NOTIFY); an id and a comma are 37. */
const IDS_OF_ONE_NOTICE = 200;

/** Wakes the agents that wait, on any process. Within a transaction it is told when that commits. */
export async function noticeInboxes(db: Queryable, deviceIds: readonly DeviceId[]): Promise<void> {
  if (deviceIds.length === 0) return;
  const payloads: string[] = [];
  for (let from = 0; from < deviceIds.length; from += IDS_OF_ONE_NOTICE) {
    payloads.push(deviceIds.slice(from, from + IDS_OF_ONE_NOTICE).join(','));
  }
  await db.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [
    INBOX_CHANNEL,
    payloads,
  ]);
}

/** The ids in a notice; what is none, whoever sent it, is left out. */
export function readNotice(payload: string | undefined): DeviceId[] {
  return (payload ?? '').split(',').flatMap((text) => deviceIdSchema.safeParse(text).data ?? []);
}
