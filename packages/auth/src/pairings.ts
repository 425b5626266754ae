import type { DeviceView } from '@carillon/contracts/devices';
import { AppError } from '@carillon/contracts/errors';
import {
  type InstallationId,
  installationIdSchema,
  type PairingId,
  pairingIdSchema,
  sessionIdSchema,
} from '@carillon/contracts/ids';
import { PAIRING_SECONDS, type PairingRequest } from '@carillon/contracts/pairing';
import type { Actor } from '@carillon/push/devices/actor';
import type { PairDeviceCall } from '@carillon/push/devices/pair-device';
import type { AuditStore } from '@carillon/push/ports';
import type { Clock } from '@carillon/runtime/clock';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Logger } from '@carillon/runtime/logger';
import { toUserView } from './accounts.ts';
import type { Client } from './caller.ts';
import { networkOf } from './network.ts';
import type { PairingCodes } from './pairing-codes.ts';
import type { ExchangeResult, PairingState, PairingStore } from './ports-pairings.ts';
import type { RateLimiter } from './rate-limits.ts';
import { SESSION_SECONDS, secondsAfter } from './sessions.ts';
import type { TokenPair, Tokens } from './tokens.ts';

/** What an app says of itself, as the contract's schema leaves it. */
export interface PairingCall {
  readonly deviceId: InstallationId;
  readonly platform: PairingRequest['platform'];
  readonly name?: string | undefined;
  readonly model?: string | undefined;
}

export interface OpenedPairing {
  readonly id: PairingId;
  readonly code: string;
  readonly verifier: string;
  /** Seconds until the code ends. */
  readonly expiresIn: number;
}

/** How the app proves that it is the one that asked. */
export interface PairingProof {
  readonly id: PairingId;
  readonly verifier: string;
}

/** Where a call without credentials comes from. */
export interface PairingContext {
  readonly client: Client;
  readonly requestId: string;
}

/**
 * Signing an app in by a code (AUTH-4). The app asks, and shows six digits; its person types them into the dashboard, sees what
 * asks, and approves, which registers the device; the app then exchanges its request for tokens, once, with a verifier that
 * nobody else has seen. So whoever reads the digits over a shoulder gets nothing for them, and who guesses digits can sign
 * somebody's app in at most as themselves: hence guesses are few (T-8).
 */
export interface Pairings {
  /** Without credentials. @throws {AppError} `rate_limited` */
  create(call: PairingCall, context: PairingContext): Promise<OpenedPairing>;
  /** What waits under the code. @throws {AppError} `not_found`, `rate_limited` after a few wrong codes */
  find(actor: Actor, code: string): Promise<PairingRequest>;
  /**
   * Approves, and registers the device for the actor.
   *
   * @throws {AppError} `not_found`, `rate_limited` as in `find`; `pairing_not_open` when somebody else was faster;
   * `device_limit_reached`, after which the request still waits
   */
  confirm(actor: Actor, code: string): Promise<DeviceView>;
  /** Rejects, for good. @throws {AppError} `not_found`, `rate_limited` as in `find` */
  reject(actor: Actor, code: string): Promise<PairingState>;
  /** @throws {AppError} `not_found`, the same for an unknown id, a wrong verifier, and after too many of those; `rate_limited` */
  status(proof: PairingProof, context: PairingContext): Promise<PairingState>;
  /**
   * Signs the app in as who approved it. Of many calls at once, one is served.
   *
   * @throws {AppError} `pairing_not_open` unless it was approved, and not exchanged yet; `not_found`, `rate_limited` as in `status`
   */
  exchange(
    proof: PairingProof,
    context: PairingContext,
  ): Promise<TokenPair & { readonly device: DeviceView }>;
}

export interface PairingParts {
  readonly store: PairingStore;
  readonly codes: PairingCodes;
  readonly devices: {
    pair(actor: Actor, call: PairDeviceCall): Promise<{ readonly device: DeviceView }>;
    find(actor: Actor, ref: string): Promise<DeviceView>;
  };
  readonly tokens: Pick<Tokens, 'issuePair'>;
  readonly limits: RateLimiter;
  readonly audit: AuditStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Of a million codes, so many would have to be taken before a new one is not found at once. */
const CODE_TRIES = 20;

export function createPairings(parts: PairingParts): Pairings {
  const { store, codes, limits } = parts;
  return {
    async create(call, { client }) {
      await limits.charge('pairing', networkOf(client.ipAddress));
      return open(parts, call, client);
    },

    find: (actor, code) => findByCode(parts, actor, code),
    confirm: (actor, code) => confirm(parts, actor, code),
    reject: (actor, code) => reject(parts, actor, code),

    async status({ id, verifier }, { client }) {
      await limits.charge('pairing_status', networkOf(client.ipAddress));
      return (await store.findByVerifier(id, codes.hashVerifier(verifier))) ?? noSuchPairing();
    },

    exchange: (proof, context) => exchange(parts, proof, context),
  };
}

async function open(
  { store, codes, log }: PairingParts,
  call: PairingCall,
  client: Client,
): Promise<OpenedPairing> {
  const id = pairingIdSchema.parse(uuidv7());
  const verifier = codes.newVerifier();
  const { deviceId, platform, name = '', model = null } = call;
  const asked = { id, verifierHash: codes.hashVerifier(verifier), deviceId, platform, name, model, client };
  for (let tries = 0; tries < CODE_TRIES; tries += 1) {
    const code = codes.newCode();
    if (!(await store.create({ ...asked, codeHash: codes.hashCode(code) }))) continue;
    log.info({ pairing_id: id, platform }, 'pairing asked for');
    return { id, code, verifier, expiresIn: PAIRING_SECONDS };
  }
  throw new AppError('unavailable', {
    detail: 'Too many apps ask to be paired at the moment. Try again shortly.',
    retryAfterSeconds: PAIRING_SECONDS,
  });
}

/** Charged before the code is looked at, so that guesses in parallel cannot outrun the counters; only wrong codes count. */
async function findByCode(
  { store, codes, limits }: PairingParts,
  { userId, ipAddress }: Actor,
  code: string,
): Promise<PairingRequest> {
  const byUser = await limits.charge('pairing_code', userId);
  const byNetwork = await limits
    .charge('pairing_code_network', networkOf(ipAddress))
    .catch(async (error: unknown) => {
      await byUser.refund();
      throw error;
    });
  const request = await store.findOpen(codes.hashCode(code));
  if (request === null) return noSuchCode();
  await byUser.refund();
  await byNetwork.refund();
  return request;
}

async function confirm(parts: PairingParts, actor: Actor, code: string): Promise<DeviceView> {
  const request = await findByCode(parts, actor, code);
  const { id: pairingId, platform, name, model, userAgent } = request;
  const { device } = await parts.devices.pair(actor, {
    pairingId,
    deviceId: installationIdSchema.parse(request.deviceId),
    platform,
    name: name === '' ? undefined : name,
    model: model ?? undefined,
    userAgent,
  });
  await record(parts, actor, { action: 'pairing.confirmed', pairingId, details: { device_id: device.id } });
  parts.log.info({ user_id: actor.userId, pairing_id: pairingId, device_id: device.id }, 'pairing approved');
  return device;
}

async function reject(parts: PairingParts, actor: Actor, code: string): Promise<PairingState> {
  await findByCode(parts, actor, code);
  const rejected = (await parts.store.reject(parts.codes.hashCode(code), actor.userId)) ?? noSuchCode();
  const pairingId = rejected.id;
  await record(parts, actor, { action: 'pairing.rejected', pairingId, details: {} });
  parts.log.info({ user_id: actor.userId, pairing_id: pairingId }, 'pairing rejected');
  return rejected;
}

async function exchange(
  parts: PairingParts,
  { id, verifier }: PairingProof,
  { client, requestId }: PairingContext,
): Promise<TokenPair & { readonly device: DeviceView }> {
  const { limits, store, codes, clock, devices, tokens, log } = parts;
  await limits.charge('pairing_status', networkOf(client.ipAddress));
  const createdAt = clock.now();
  const session = {
    ...client,
    id: sessionIdSchema.parse(uuidv7()),
    createdAt,
    expiresAt: secondsAfter(createdAt, SESSION_SECONDS),
  };
  const result = await store.exchange(id, codes.hashVerifier(verifier), session);
  if (result.status === 'unknown') return noSuchPairing();
  if (result.status === 'not_open') throw notOpen(result.state);
  const { user, deviceId } = result;
  const { ipAddress } = client;
  const { id: userId, role } = user;
  const sessionId = session.id;
  const actor: Actor = { kind: 'user', userId, role, sessionId, apiKeyId: null, requestId, ipAddress };
  await record(parts, actor, {
    action: 'pairing.exchanged',
    pairingId: id,
    details: { device_id: deviceId },
  });
  log.info({ user_id: userId, session_id: sessionId, pairing_id: id, device_id: deviceId }, 'app paired');
  const pair = await tokens.issuePair({ user: toUserView(user), sessionId });
  return { ...pair, device: await devices.find(actor, deviceId) };
}

interface PairingEvent {
  readonly action: 'pairing.confirmed' | 'pairing.rejected' | 'pairing.exchanged';
  readonly pairingId: PairingId;
  readonly details: Readonly<Record<string, string>>;
}

async function record(
  { audit }: PairingParts,
  { userId, ipAddress, requestId }: Actor,
  { action, pairingId, details }: PairingEvent,
): Promise<void> {
  await audit.record({
    userId,
    action,
    targetType: 'pairing',
    targetId: pairingId,
    ipAddress,
    requestId,
    details,
  });
}

function noSuchCode(): never {
  throw new AppError('not_found', {
    detail: 'No app waits under this code. Codes are good for five minutes and for one decision.',
  });
}

function noSuchPairing(): never {
  throw new AppError('not_found', { detail: 'There is no such pairing under this verifier.' });
}

const NOT_OPEN = {
  pending: 'Nobody has approved this pairing yet.',
  approved: 'This pairing is being exchanged already.',
  rejected: 'This pairing was rejected. Begin a new one.',
  expired: 'This pairing has expired. Begin a new one.',
  exchanged: 'This pairing was exchanged before, and is good for one exchange. Begin a new one.',
  withdrawn: 'The account or the device of this pairing is no longer active. Begin a new one.',
} as const satisfies Record<Extract<ExchangeResult, { status: 'not_open' }>['state'], string>;

function notOpen(state: keyof typeof NOT_OPEN): AppError {
  return new AppError('pairing_not_open', { detail: NOT_OPEN[state] });
}
