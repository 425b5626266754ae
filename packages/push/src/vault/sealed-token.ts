import type { DeviceId, TokenId } from '@carillon/contracts/ids';
import { z } from 'zod';
import { type OpenResult, openBound, sealBound } from './bound-value.ts';
import type { Ciphertext, KeyRing } from './keyring.ts';

/** What a provider needs to reach an installation, as clients give it. Lives in memory only. */
const tokenMaterialSchema = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('webpush'),
    endpoint: z.string(),
    p256dh: z.string(),
    auth: z.string(),
  }),
  z.strictObject({ provider: z.literal('apns'), token: z.string() }),
  z.strictObject({ provider: z.literal('fcm'), token: z.string() }),
  z.strictObject({ provider: z.literal('expo'), token: z.string() }),
]);
export type TokenMaterial = z.infer<typeof tokenMaterialSchema>;

/** The row that the material belongs to: both ids are part of what is sealed. */
export interface TokenRow {
  readonly tokenId: TokenId;
  readonly deviceId: DeviceId;
}

/**
 * Encrypts a push token or web push subscription for one row (TOK-2). Ciphertext that is copied to another token row,
 * or a row that is given to another device, no longer opens.
 */
export function sealToken(keyRing: KeyRing, row: TokenRow, material: TokenMaterial): Ciphertext {
  return sealBound(keyRing, placeOf(row), material);
}

/**
 * Opens the ciphertext of a row. Swapped, damaged and foreign ciphertext is `undecryptable` with its reason (quarantine
 * the device); a key that the ring lacks is `missing_key` (pause, keep everything). No exception for either.
 */
export function openToken(keyRing: KeyRing, row: TokenRow, sealed: Ciphertext): OpenResult<TokenMaterial> {
  return openBound(keyRing, sealed, {
    place: placeOf(row),
    schema: tokenMaterialSchema,
  });
}

function placeOf(row: TokenRow): string {
  return `push-token:${row.deviceId}:${row.tokenId}`;
}
