import { z } from 'zod';
import { type OpenResult, openBound, sealBound } from './bound-value.ts';
import type { Ciphertext, KeyRing } from './keyring.ts';

const settingSchema = z.string();

/** Encrypts a secret setting, such as the VAPID private key (WEB-1), so that it opens only under the same name. */
export function sealSetting(keyRing: KeyRing, name: string, secret: string): Ciphertext {
  return sealBound(keyRing, placeOf(name), secret);
}

/** Opens what {@link sealSetting} made for that name. An unreadable setting is a result: never replace it silently. */
export function openSetting(keyRing: KeyRing, name: string, sealed: Ciphertext): OpenResult<string> {
  return openBound(keyRing, sealed, {
    place: placeOf(name),
    schema: settingSchema,
  });
}

function placeOf(name: string): string {
  return `setting:${name}`;
}
