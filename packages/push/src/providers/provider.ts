import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Priority } from '@carillon/contracts/notifications';
import type { Environment, ProviderName } from '@carillon/contracts/providers';
import type { Outcome, ThrottleScope } from '../dispatch/outcome.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** Where a message goes: the decrypted token. Lives only in memory, for the length of one attempt. */
export type Target =
  | {
      readonly provider: 'webpush';
      readonly endpoint: string;
      readonly p256dh: string;
      readonly auth: string;
    }
  | { readonly provider: 'apns'; readonly token: string; readonly environment: Environment }
  | { readonly provider: 'fcm'; readonly token: string }
  | { readonly provider: 'expo'; readonly token: string };

export type TargetOf<P extends ProviderName> = Extract<Target, { provider: P }>;

export interface SendRequest<P extends ProviderName = ProviderName> {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  readonly target: TargetOf<P>;
  readonly message: OutgoingMessage;
  readonly priority: Priority;
  /** Seconds that are left of the message's life, ≥ 0. */
  readonly ttlSeconds: number;
  readonly collapseKey: string | null;
  /** Capability with which the device reports received, displayed and clicked; null where it cannot report. */
  readonly receipt: string | null;
}

/** A message that is not on its way to a device yet: what it holds does not depend on where it goes. */
export type PayloadDraft = Omit<SendRequest, 'target'>;

/**
 * One way to reach devices. Implementations hold sessions and credentials, and nothing about devices: the same
 * request always does the same. `packages/testing/src/provider-conformance.ts` is the suite that each passes.
 */
export interface Provider<P extends ProviderName = ProviderName> {
  readonly name: P;

  /**
   * Sends one message to one endpoint. Resolves with an outcome for everything that a provider or a network can do,
   * within `deadlineMs` in total (connection, request and answer). Rejects only for a programming error.
   */
  send(request: SendRequest<P>, deadlineMs: number): Promise<Outcome>;

  /**
   * The key under which a throttle of that scope is kept (`webpush:origin:https://push.example`), shared by all workers.
   * Holds no token material: device scopes use `deviceId`.
   */
  scopeKey(request: SendRequest<P>, scope: ThrottleScope): string;

  /**
   * Ends sessions and sockets. Sends that are under way end as `transient`, or as `ambiguous` once their request may
   * have been written.
   */
  close(): Promise<void>;
}

/** A provider that has no settings: the name of the first setting that would turn it on (DIS-7). */
export interface UnconfiguredProvider<P extends ProviderName = ProviderName> {
  readonly name: P;
  readonly missingSetting: string;
}
