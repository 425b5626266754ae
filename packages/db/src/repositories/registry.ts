import type { RegistryStore, RegistryTransaction } from '@carillon/push/ports';
import type { Database } from '../client.ts';
import { createAgentReads } from './agent-activity.ts';
import { createAgentWrites } from './agent-credentials.ts';
import { createDeviceBatches } from './device-batches.ts';
import { createDeviceReads, createDeviceWrites } from './devices.ts';
import { createPairingApprovals } from './pairing-approvals.ts';
import { createTokenReads, createTokenWrites } from './push-tokens.ts';
import type { Queryable } from './queryable.ts';
import { retryWhile, runTransaction } from './transaction.ts';

/** SQLSTATE, PostgreSQL appendix A. */
const UNIQUE_VIOLATION = '23505';

/** What two registrations that overlap can both be about to insert, should they not have waited for each other. */
const RACED_INDEXES: ReadonlySet<string> = new Set([
  'devices_user_id_installation_id_key',
  'devices_agent_name_key',
  'push_tokens_active_device_key',
  'push_tokens_active_fingerprint_key',
]);

/** The registry's storage: SQL by hand, since registering is on the path of every app that starts. */
export function createRegistryStore({ pool }: Pick<Database, 'pool'>): RegistryStore {
  return {
    devices: createDeviceReads(pool),
    tokens: createTokenReads(pool),
    agents: createAgentReads(pool),
    // A lost race is won or refused at the next try, which sees the winner's rows.
    transaction: (work) =>
      retryWhile(isLostRace, () => runTransaction(pool, (client) => work(toTransaction(client)))),
  };
}

function toTransaction(client: Queryable): RegistryTransaction {
  return {
    async lockOwner(userId) {
      // Not the strongest lock, which would also stop whoever only refers to the user, such as a new session.
      const { rowCount } = await client.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [
        userId,
      ]);
      return rowCount === 1;
    },
    devices: createDeviceWrites(client),
    tokens: createTokenWrites(client),
    batches: createDeviceBatches(client),
    pairings: createPairingApprovals(client),
    agents: createAgentWrites(client),
  };
}

function isLostRace(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== UNIQUE_VIOLATION) return false;
  return 'constraint' in error && RACED_INDEXES.has(String(error.constraint));
}
