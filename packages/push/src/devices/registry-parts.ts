import type { Clock } from '@carillon/runtime/clock';
import type { AuditStore, RegistryStore } from '../ports.ts';
import type { SecretHasher } from '../ports-agents.ts';
import type { Fingerprinter } from '../vault/fingerprint.ts';
import type { KeyRing } from '../vault/keyring.ts';
import type { EndpointPolicy } from './endpoint-policy.ts';
import type { RegistryEventSink } from './registry-events.ts';
import type { VapidKeySource } from './vapid.ts';

/** REG-17. Inclusive: so many may be active at once, of all kinds. */
export interface DeviceLimits {
  readonly devicesPerUser: number;
  readonly devicesPerInstance: number;
}

/** What the registry's use cases are made of. */
export interface RegistryParts {
  readonly store: RegistryStore;
  readonly audit: AuditStore;
  readonly keyRing: KeyRing;
  /** `AGENT_SIGNING_KEYS`. */
  readonly agentKeyRing: KeyRing;
  readonly secretHasher: SecretHasher;
  readonly fingerprint: Fingerprinter;
  readonly endpointPolicy: EndpointPolicy;
  readonly vapid: VapidKeySource;
  readonly clock: Clock;
  readonly publish: RegistryEventSink;
  readonly limits: DeviceLimits;
  /** WEB-3: whether browsers without an account may subscribe, to broadcasts only. */
  readonly anonymousSubscriptions: boolean;
}
