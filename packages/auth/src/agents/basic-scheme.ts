import { type DeviceId, deviceIdSchema } from '@carillon/contracts/ids';
import { authorizationOf, type CredentialRequest, type CredentialScheme } from '../authenticate.ts';
import type { AgentCaller } from '../caller.ts';
import { networkOf } from '../network.ts';
import type { Passwords } from '../passwords.ts';
import type { Charge, RateLimiter } from '../rate-limits.ts';
import type { AgentCredentialStore } from './ports.ts';
import { createTurns } from './turns.ts';

export interface BasicSchemeParts {
  readonly store: Pick<AgentCredentialStore, 'findLive'>;
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly limits: RateLimiter;
}

/** One agent may acknowledge a page of messages at once. */
const MAX_WAITING = 100;

/**
 * HTTP Basic (RFC 7617) for agents that cannot sign: device id and secret (SEC-3). Each secret is hashed to be compared, which
 * takes a while; agents that can should sign. Whatever is wrong, a hash is computed, so that time does not tell which devices
 * exist (SEC-5).
 *
 * Guesses are charged before they are looked at, and refunded when right (T-8). Requests for one device from one network take
 * turns, so that an agent that sends several at once is not taken for a guesser.
 */
export function createBasicScheme({ store, passwords, limits }: BasicSchemeParts): CredentialScheme {
  const turns = createTurns({ maxWaiting: MAX_WAITING });

  async function check(given: BasicCredentials): Promise<AgentCaller | null> {
    const agent = given.deviceId === null ? null : await store.findLive(given.deviceId);
    const hashes = agent?.credentials.map(({ secretHash }) => secretHash) ?? [];
    for (const hash of hashes.length > 0 ? hashes : [null]) {
      if (!(await passwords.verify(hash, given.secret)) || agent === null) continue;
      return { kind: 'agent', deviceId: agent.deviceId, userId: agent.userId };
    }
    return null;
  }

  return {
    recognises: (request) => SCHEME.test(authorizationOf(request) ?? ''),

    async verify(request) {
      const given = readBasic(request);
      if (given === null) return null;
      const network = networkOf(request.client.ipAddress);
      const subject = `${given.name} ${network}`;
      return turns.run(subject, async () => {
        const charges = await admit(limits, subject, network);
        const caller = await check(given);
        if (caller !== null) await refund(charges);
        return caller;
      });
    },
  };
}

/** @throws {AppError} `rate_limited` */
async function admit(limits: RateLimiter, subject: string, network: string): Promise<Charge[]> {
  const charges = [await limits.charge('agent_secret', subject)];
  try {
    charges.push(await limits.charge('agent_secret_network', network));
  } catch (error) {
    await refund(charges);
    throw error;
  }
  return charges;
}

async function refund(charges: readonly Charge[]): Promise<void> {
  for (const charge of charges) await charge.refund();
}

interface BasicCredentials {
  /** As it was given, whatever it is. */
  readonly name: string;
  /** Null when the name is no device id. */
  readonly deviceId: DeviceId | null;
  readonly secret: string;
}

const SCHEME = /^basic(?: |$)/i;
const CREDENTIALS = /^basic +([A-Za-z0-9+/]+=*)$/i;
/** A secret has 64 characters; hashing a longer text would only take longer. */
const MAX_BASE64_LENGTH = 400;

/** RFC 7617, 2. Null for what has no such form. */
function readBasic(request: CredentialRequest): BasicCredentials | null {
  const [, encoded = ''] = CREDENTIALS.exec(authorizationOf(request) ?? '') ?? [];
  if (encoded === '' || encoded.length > MAX_BASE64_LENGTH) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  const name = text.slice(0, colon);
  const deviceId = deviceIdSchema.safeParse(name).data ?? null;
  return { name: deviceId ?? name, deviceId, secret: text.slice(colon + 1) };
}
