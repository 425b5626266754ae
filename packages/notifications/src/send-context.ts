import type { ApiKeyId } from '@carillon/contracts/ids';
import type { Viewer } from './viewer.ts';

/** On whose behalf, and by which request. */
export interface SendContext {
  readonly sender: Viewer;
  /** The key that the sender uses; null for a person. */
  readonly apiKeyId: ApiKeyId | null;
  readonly requestId: string | null;
  readonly ipAddress: string | null;
}
