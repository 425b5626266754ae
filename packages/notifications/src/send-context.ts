import type { Viewer } from './viewer.ts';

/** On whose behalf, and by which request. */
export interface SendContext {
  readonly sender: Viewer;
  readonly requestId: string | null;
  readonly ipAddress: string | null;
}
