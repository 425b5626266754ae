import { failureOf } from './errors.ts';
import { pause } from './pause.ts';
import type { CarillonClient, Inputs, Outputs } from './wire.ts';

/** How this app presents itself to the person who decides. `deviceId`: the installation's id. */
export type PairingRequest = Inputs['pairings']['create'];
/** What an approved pairing gives: tokens for `session.adopt`, and the device that was registered with it. */
export type Paired = Outputs['pairings']['exchange'];

/** How it ended without an approval. */
export class PairingEndedError extends Error {
  override readonly name = 'PairingEndedError';
  readonly reason: 'rejected' | 'expired' | 'aborted';

  constructor(reason: PairingEndedError['reason']) {
    super(`The pairing was not approved: ${reason}`);
    this.reason = reason;
  }
}

export interface Pairing {
  /** Six digits, for the person to type in at the dashboard. */
  readonly code: string;
  /** When the code ends, by this device's clock. */
  readonly expiresAt: Date;
  /**
   * Waits until the person approved, and exchanges the approval for tokens, once. A lost connection is waited out.
   *
   * @throws {PairingEndedError} when the person rejected it, the time was up or the signal was aborted
   */
  approved(options?: { readonly signal?: AbortSignal }): Promise<Paired>;
}

const POLL_MS = 2000;

/**
 * Signs in on a device without typing a password on it (AUTH-4): shows a code that the person enters in the dashboard, where they
 * are signed in. What proves that it was this app that asked never leaves it, so that the code alone is of no use to anybody.
 *
 * @throws what the server says: `validation_failed`, `rate_limited`
 */
export async function startPairing(client: CarillonClient, request: PairingRequest): Promise<Pairing> {
  const startedAtMs = Date.now();
  const { id, code, verifier, expiresIn } = await client.pairings.create.mutate(request);
  const expiresAtMs = startedAtMs + expiresIn * 1000;
  return {
    code,
    expiresAt: new Date(expiresAtMs),
    async approved(options) {
      await waitForApproval(client, { id, verifier, expiresAtMs, signal: options?.signal ?? null });
      return await client.pairings.exchange.mutate({ id, verifier });
    },
  };
}

interface Waiting {
  readonly id: string;
  readonly verifier: string;
  readonly expiresAtMs: number;
  readonly signal: AbortSignal | null;
}

async function waitForApproval(client: CarillonClient, waiting: Waiting): Promise<void> {
  const { id, verifier, expiresAtMs, signal } = waiting;
  while (Date.now() < expiresAtMs) {
    const status = await statusOf(client, { id, verifier });
    if (status === 'approved') return;
    if (status === 'rejected') throw new PairingEndedError('rejected');
    if (status === 'expired' || status === 'exchanged') throw new PairingEndedError('expired');
    await pause(POLL_MS, signal);
    if (signal?.aborted) throw new PairingEndedError('aborted');
  }
  throw new PairingEndedError('expired');
}

/** Without an answer it may still be open; the time limit ends that. */
async function statusOf(
  client: CarillonClient,
  proof: { readonly id: string; readonly verifier: string },
): Promise<Outputs['pairings']['status']['status']> {
  try {
    return (await client.pairings.status.query(proof)).status;
  } catch (error) {
    const { status } = failureOf(error);
    if (status === 0 || status === 429 || status >= 500) return 'pending';
    throw error;
  }
}
