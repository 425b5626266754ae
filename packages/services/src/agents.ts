import type { Database } from '@carillon/db/client';
import { createAgentStore } from '@carillon/db/repositories/agents';
import { createInboxStore } from '@carillon/db/repositories/ledger-inbox';
import { type Agents, createAgents } from '@carillon/notifications/agents';
import { createInbox } from '@carillon/notifications/inbox';
import type { InboxNotices } from '@carillon/notifications/ports-agents';
import type { Logger } from '@carillon/runtime/logger';
import type { Metrics } from '@carillon/runtime/metrics';

/** Polls and acknowledgements, over the database and what it tells. */
export function wireAgents(parts: {
  readonly database: Database;
  readonly notices: InboxNotices;
  readonly metrics: Metrics;
  readonly log: Logger;
}): Agents {
  const { database, notices, metrics, log } = parts;
  return createAgents({
    inbox: createInbox({ store: createInboxStore(database) }),
    store: createAgentStore(database),
    notices,
    monotonicMs: () => performance.now(),
    metrics,
    log,
  });
}
