import type { Environment } from '@carillon/contracts/providers';

/**
 * What became of one attempt to hand one message to one provider. The classes are a public contract
 * (docs/delivery.md): the dispatcher decides from the class alone, never from a provider's own codes.
 */
export type Outcome =
  | Accepted
  | TokenInvalid
  | PayloadRefused
  | ConfigRefused
  | Throttled
  | Transient
  | Ambiguous;

export type OutcomeClass = Outcome['class'];

interface AttemptFacts {
  /** Stable code in snake_case, e.g. `gone`, `timeout`, `connection_refused`; shown in traces and metrics. */
  readonly reason: string;
  /** The provider's own words where they exist (`BadDeviceToken`, `UNREGISTERED`, `410`). Never token material. */
  readonly providerCode: string | null;
}

/** The provider took the message. It says nothing about the person having seen it. */
export interface Accepted {
  readonly class: 'accepted';
  readonly providerMessageId: string | null;
  /** Only where the token turned out to belong to another environment than the stored one: the one that took it. */
  readonly environment?: Environment;
}

/** Retire the token, if it was not registered again after `invalidSince` (null: since the attempt began). */
export interface TokenInvalid extends AttemptFacts {
  readonly class: 'token_invalid';
  readonly invalidSince: Date | null;
}

/** This message can never be taken: the caller's fault, permanent, the token stays. */
export interface PayloadRefused extends AttemptFacts {
  readonly class: 'payload';
}

/** Credentials, topic or project are wrong: the operator's fault, the token stays, the message waits until its TTL. */
export interface ConfigRefused extends AttemptFacts {
  readonly class: 'config';
}

/** The provider asks to wait. Everything inside `scope` waits, on every worker. */
export interface Throttled extends AttemptFacts {
  readonly class: 'throttled';
  readonly scope: ThrottleScope;
  readonly retryAfterSeconds: number;
  /** It was a rate of our own that held it back: nothing was sent, so that it is no attempt. */
  readonly isOwnRate?: true;
}

/** Certainly not delivered; try again. */
export interface Transient extends AttemptFacts {
  readonly class: 'transient';
  /** What the provider asked for; everything at its origin waits so long. */
  readonly retryAfterSeconds: number | null;
  /** Where it did not say: what its documentation asks senders to begin with. This message alone waits so long. */
  readonly backoffSeconds?: number;
}

/** Perhaps delivered (the answer was lost): try again with the same notification id, so that a person sees it once. */
export interface Ambiguous extends AttemptFacts {
  readonly class: 'ambiguous';
}

/** `device`: this token; `origin`: this push service host; `app`: this APNs topic or FCM project; `provider`: all of it. */
export type ThrottleScope = 'device' | 'origin' | 'app' | 'provider';

/** What the dispatcher does with each class. Exhaustive by type: a new class does not compile until it is decided here. */
export const OUTCOME_POLICY = {
  accepted: { retry: false, retiresToken: false },
  token_invalid: { retry: false, retiresToken: true },
  payload: { retry: false, retiresToken: false },
  config: { retry: true, retiresToken: false },
  throttled: { retry: true, retiresToken: false },
  transient: { retry: true, retiresToken: false },
  ambiguous: { retry: true, retiresToken: false },
} as const satisfies Record<OutcomeClass, { retry: boolean; retiresToken: boolean }>;
