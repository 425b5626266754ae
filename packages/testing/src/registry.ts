import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@carillon/contracts/accounts';
import type { Subscription } from '@carillon/contracts/web-push';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createRegistryStore } from '@carillon/db/repositories/registry';
import { createSealedTokens } from '@carillon/db/repositories/sealed-tokens';
import { createSettingStore } from '@carillon/db/repositories/settings';
import { createSharedCredentialStore } from '@carillon/db/repositories/shared-credentials';
import { createStaleDeviceStore } from '@carillon/db/repositories/stale-devices';
import type { Actor } from '@carillon/push/devices/actor';
import { createEndpointPolicy } from '@carillon/push/devices/endpoint-policy';
import { createRegistry, type Registry } from '@carillon/push/devices/registry';
import type { RegistryEvent } from '@carillon/push/devices/registry-events';
import type { RegistryParts } from '@carillon/push/devices/registry-parts';
import { createVapidKeySource } from '@carillon/push/devices/vapid';
import type { SealedTokens, SettingStore } from '@carillon/push/ports';
import type { SharedCredentialStore } from '@carillon/push/ports-shared-credentials';
import type { StaleDeviceStore } from '@carillon/push/ports-stale-devices';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { createFingerprinter } from '@carillon/push/vault/fingerprint';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { uuidv7 } from '@carillon/runtime/ids';
import { createSession, createUser } from './factories.ts';
import type { TestDatabase } from './test-database.ts';

export interface TestRegistry {
  readonly registry: Registry;
  readonly parts: RegistryParts;
  /** What the registry told, oldest first. */
  readonly events: RegistryEvent[];
}

/** A key ring of fresh keys with the given ids. */
export function randomKeyRing(...ids: readonly [string, ...string[]]) {
  return parseKeyRing(ids.map((id) => `${id}:${randomBytes(32).toString('base64url')}`).join(','));
}

/** The installation's settings in a real database. */
export function settingsOf(database: TestDatabase): SettingStore {
  return createSettingStore(database);
}

/** The encrypted tokens of a real database. */
export function sealedTokensOf(database: TestDatabase): SealedTokens {
  return createSealedTokens(database);
}

/** The credentials that all processes share, in a real database. */
export function sharedCredentialsOf(database: TestDatabase): SharedCredentialStore {
  return createSharedCredentialStore(database);
}

/** What stale cleanup works on, in a real database. */
export function staleDevicesOf(database: TestDatabase): StaleDeviceStore {
  return createStaleDeviceStore(database);
}

/** The registry over a real database; `changes` replaces parts of it. */
export function createTestRegistry(database: TestDatabase, changes: Partial<RegistryParts>): TestRegistry {
  const keyRing = changes.keyRing ?? randomKeyRing('k1');
  const events: RegistryEvent[] = [];
  const parts: RegistryParts = {
    store: createRegistryStore(database),
    audit: createAuditStore(database),
    keyRing,
    agentKeyRing: randomKeyRing('a1'),
    // argon2id is tried where it is at home; what is tested here does not depend on it.
    secretHasher: { hash: async (secret) => `hash of ${createHash('sha256').update(secret).digest('hex')}` },
    fingerprint: createFingerprinter(randomBytes(32)),
    endpointPolicy: createEndpointPolicy({ allowedHosts: ['.push.example'], testOrigins: [] }),
    vapid: createVapidKeySource({ settings: settingsOf(database), keyRing, configured: null }),
    clock: { now: () => new Date() },
    publish: (event) => events.push(event),
    limits: { devicesPerUser: 25, devicesPerInstance: 1_000_000 },
    anonymousSubscriptions: false,
    ...changes,
  };
  return { registry: createRegistry(parts), parts, events };
}

/** A new user with a session of no device, as use cases see them. */
export async function createActor(database: TestDatabase, role: Role): Promise<Actor> {
  const { id: userId } = await createUser(database, { role });
  const sessionId = await createSession(database, { userId, deviceId: null });
  const requestId = `request-${uuidv7()}`;
  return { kind: 'user', userId, role, sessionId, apiKeyId: null, requestId, ipAddress: '192.0.2.1' };
}

/** A token of APNs' shape, the same for the same seed. */
export function apnsToken(seed: string): string {
  return createHash('sha256').update(seed).digest('hex');
}

/** A token of FCM's shape, the same for the same seed. */
export function fcmToken(seed: string): string {
  return `${createHash('sha256').update(seed).digest('base64url')}:APA91b`;
}

/** A browser's subscription with keys of its own; the endpoint is the same for the same seed. */
export function browserSubscription(seed: string): Subscription {
  return {
    endpoint: `https://updates.push.example/wpush/v2/${createHash('sha256').update(seed).digest('base64url')}`,
    keys: { p256dh: generateVapidKeys().publicKey, auth: randomBytes(16).toString('base64url') },
  };
}
