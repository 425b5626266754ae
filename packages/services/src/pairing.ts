import type { Auth } from '@carillon/auth/create-auth';
import { createPairingCodes } from '@carillon/auth/pairing-codes';
import { createPairings, type Pairings } from '@carillon/auth/pairings';
import type { Database } from '@carillon/db/client';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createPairingStore } from '@carillon/db/repositories/pairings';
import type { Registry } from '@carillon/push/devices/registry';
import { systemClock } from '@carillon/runtime/clock';
import type { Logger } from '@carillon/runtime/logger';

interface PairingParts {
  /** `AUTH_SECRET`. */
  readonly authSecret: string;
  readonly database: Database;
  readonly auth: Auth;
  readonly devices: Registry;
  readonly log: Logger;
}

/** Signing apps in by a code: it needs both who somebody is and which devices there are. */
export function wirePairings({ authSecret, database, auth, devices, log }: PairingParts): Pairings {
  return createPairings({
    store: createPairingStore(database),
    codes: createPairingCodes(authSecret),
    devices,
    tokens: auth.tokens,
    limits: auth.limits,
    audit: createAuditStore(database),
    clock: systemClock,
    log,
  });
}
