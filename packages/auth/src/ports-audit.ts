import type { AuditEventView } from '@carillon/contracts/audit';
import type { UserId } from '@carillon/contracts/ids';

/** Which security events; null does not restrict. */
export interface AuditQuery {
  /** What the code begins with. */
  readonly action: string | null;
  readonly userId: UserId | null;
  readonly targetId: string | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
  /** Only older ones; `id` decides within one millisecond. */
  readonly before: { readonly createdAt: Date; readonly id: string } | null;
  readonly limit: number;
}

export interface AuditReader {
  /** Newest first. */
  list(query: AuditQuery): Promise<readonly AuditEventView[]>;
}
