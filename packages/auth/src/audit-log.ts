import type { AuditEventView, ListAuditEventsInput } from '@carillon/contracts/audit';
import type { Page } from '@carillon/contracts/pagination';
import { decodeCursor, toPage } from '@carillon/push/devices/page-cursor';
import type { AuditReader } from './ports-audit.ts';

/** OBS-3: security events, for administrators and servers that collect them; that the caller is one is seen to before. */
export interface AuditLog {
  /** Newest first. @throws {AppError} `validation_failed` for a cursor that is none of ours */
  list(query: ListAuditEventsInput): Promise<Page<AuditEventView>>;
}

export function createAuditLog(reader: AuditReader): AuditLog {
  return {
    list: async ({
      action = null,
      userId = null,
      targetId = null,
      from = null,
      to = null,
      limit,
      cursor,
    }) => {
      const before = cursor === undefined ? null : decodeCursor(cursor);
      const events = await reader.list({ action, userId, targetId, from, to, before, limit: limit + 1 });
      return toPage(events, limit, ({ at, id }) => ({ createdAt: at, id }));
    },
  };
}
