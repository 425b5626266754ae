import type { AuditRecord, AuditStore } from '@carillon/push/ports';
import { mayRecord } from './audit-bound.ts';
import { networkOf } from './network.ts';
import type { RateLimiter } from './rate-limits.ts';

/**
 * Passes everything on, but of refusals that somebody can bring about as fast as they can ask, by asking for what belongs to
 * somebody else (REG-13), only so many an hour of one account: that it happened is in the audit log, and the log is not full of it.
 */
export function createBoundedAudit(parts: {
  readonly audit: AuditStore;
  readonly limits: RateLimiter;
}): AuditStore {
  const { audit, limits } = parts;
  const isWanted = async ({ action, userId, ipAddress }: AuditRecord): Promise<boolean> =>
    !action.endsWith('.foreign_access') ||
    mayRecord(limits, 'audit_foreign_access', userId ?? networkOf(ipAddress ?? null));
  return {
    async record(...events) {
      const wanted: AuditRecord[] = [];
      for (const event of events) if (await isWanted(event)) wanted.push(event);
      await audit.record(...wanted);
    },
  };
}
