import { AGENT_SIGNATURE } from '@carillon/contracts/agents';
import type { DeviceId } from '@carillon/contracts/ids';
import { z } from 'zod';
import { decodeBase64Url } from '../../vault/base64url.ts';
import { type OpenResult, openBound, sealBound } from '../../vault/bound-value.ts';
import type { Ciphertext, KeyRing } from '../../vault/keyring.ts';

/** The row that a signing key belongs to: both ids are part of what is sealed. */
export interface CredentialRow {
  readonly credentialId: string;
  readonly deviceId: DeviceId;
}

const keySchema = z
  .string()
  .transform((text) => decodeBase64Url(text))
  .refine((bytes): bytes is Buffer => bytes?.length === AGENT_SIGNATURE.keyBytes);

/**
 * Encrypts a signing key for one row, under `AGENT_SIGNING_KEYS` (SEC-2): in another row, or given to another device, it
 * does not open.
 */
export function sealSigningKey(keyRing: KeyRing, row: CredentialRow, key: Buffer): Ciphertext {
  return sealBound(keyRing, placeOf(row), key.toString('base64url'));
}

/** Opens what {@link sealSigningKey} made for that row; whatever is wrong with it is a result, never an exception. */
export function openSigningKey(keyRing: KeyRing, row: CredentialRow, sealed: Ciphertext): OpenResult<Buffer> {
  return openBound(keyRing, sealed, { place: placeOf(row), schema: keySchema });
}

function placeOf({ deviceId, credentialId }: CredentialRow): string {
  return `agent-credential:${deviceId}:${credentialId}`;
}
