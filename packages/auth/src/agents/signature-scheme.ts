import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AGENT_LIMITS, AGENT_SIGNATURE } from '@carillon/contracts/agents';
import { AppError } from '@carillon/contracts/errors';
import { openSigningKey, sealSigningKey } from '@carillon/push/devices/agents/signing-key';
import type { KeyRing } from '@carillon/push/vault/keyring';
import type { Logger } from '@carillon/runtime/logger';
import { authorizationOf, type CredentialRequest, type CredentialScheme } from '../authenticate.ts';
import type { AgentCaller } from '../caller.ts';
import { acceptedAuthority } from './authority.ts';
import type { AgentCredentialStore, LiveAgent, StoredCredential } from './ports.ts';
import { signatureBase } from './signature-base.ts';
import { type AgentSignature, readAgentSignature } from './signature-input.ts';
import { coversRequest, isFresh } from './signature-rules.ts';

export interface SignatureSchemeParts {
  readonly store: AgentCredentialStore;
  /** `AGENT_SIGNING_KEYS`. */
  readonly keyRing: KeyRing;
  /** `PUBLIC_API_URL`. */
  readonly publicApiUrl: string;
  readonly log: Logger;
}

/**
 * Requests that agents sign: HTTP message signatures (RFC 9421) by hmac-sha256 under the key derived from their secret
 * (SEC-3). What is wrong with one is never told. The nonce is claimed last, so that nobody without the key can use up
 * somebody's.
 */
export function createSignatureScheme(parts: SignatureSchemeParts): CredentialScheme {
  // What a signature of a device without credentials is compared to, so that it takes as long (SEC-5).
  const nobodysKey = randomBytes(AGENT_SIGNATURE.keyBytes);
  return {
    recognises: (request) =>
      authorizationOf(request) === null &&
      (request.headers.signature !== undefined || request.headers['signature-input'] !== undefined),

    async verify(request) {
      const signed = readAgentSignature(request.headers);
      const base = signed === null ? null : baseOf(parts, request, signed);
      if (signed === null || base === null) return null;
      const agent = await parts.store.findLive(signed.deviceId);
      if (agent === null) {
        isSignatureOf(nobodysKey, base, signed.signature);
        return null;
      }
      const credential = findSigner(parts, agent, { base, signature: signed.signature });
      if (credential === null || !isFresh(signed, agent.now)) return null;
      if (!(await claimNonce(parts.store, signed))) return null;
      await resealIfOld(parts, agent, credential);
      return { kind: 'agent', deviceId: agent.deviceId, userId: agent.userId } satisfies AgentCaller;
    },
  };
}

function baseOf(
  { publicApiUrl }: SignatureSchemeParts,
  request: CredentialRequest,
  signed: AgentSignature,
): string | null {
  const authority = acceptedAuthority(request.arrival, publicApiUrl);
  if (authority === null || !coversRequest(signed, request)) return null;
  const { method, target, headers } = request;
  return signatureBase({ method, authority, target, headers }, signed.covered);
}

/** @throws {AppError} `unavailable` when a key is missing by which it could be told: the agent is not to give up (TOK-3) */
function findSigner(
  { keyRing, log }: SignatureSchemeParts,
  { deviceId, credentials }: LiveAgent,
  { base, signature }: { readonly base: string; readonly signature: Uint8Array },
): StoredCredential | null {
  let isKeyMissing = false;
  for (const credential of credentials) {
    const opened = openSigningKey(keyRing, { credentialId: credential.id, deviceId }, credential.signingKey);
    if (opened.status === 'ok' && isSignatureOf(opened.value, base, signature)) return credential;
    if (opened.status === 'missing_key') isKeyMissing = true;
    if (opened.status !== 'ok') {
      const members = { device_id: deviceId, key_id: credential.signingKey.keyId, reason: opened.status };
      log.error(members, 'an agent’s signing key cannot be read');
    }
  }
  if (!isKeyMissing) return null;
  throw new AppError('unavailable', {
    detail: 'The signature cannot be checked at the moment. Try again later.',
  });
}

function isSignatureOf(key: Uint8Array, base: string, signature: Uint8Array): boolean {
  const expected = createHmac('sha256', key).update(base).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** Kept for as long as the signature would be young enough, and as long again. */
function claimNonce(
  store: AgentCredentialStore,
  { deviceId, nonce, created }: AgentSignature,
): Promise<boolean> {
  const until = new Date((created + 2 * AGENT_LIMITS.signatureAgeSecondsMax) * 1000);
  return store.claimNonce({ deviceId, nonce, until });
}

/** So that a key that is no longer the first can be taken away once every agent has called, or got a new secret. */
async function resealIfOld(
  { store, keyRing }: SignatureSchemeParts,
  { deviceId }: LiveAgent,
  { id: credentialId, signingKey: from }: StoredCredential,
): Promise<void> {
  if (from.keyId === keyRing.primaryKeyId) return;
  const row = { credentialId, deviceId };
  const opened = openSigningKey(keyRing, row, from);
  if (opened.status !== 'ok') return;
  await store.reseal({ credentialId, from, to: sealSigningKey(keyRing, row, opened.value) });
}
