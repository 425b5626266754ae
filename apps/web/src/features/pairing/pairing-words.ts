import type { Role } from '@carillon/contracts/accounts';
import { browserOf, deviceKindText, systemOf } from '@/features/devices/device-identity.ts';
import type { PairingRequest } from '@/wire/wire-types.ts';

/** What asks: the name that it gives itself, or what kind of device it is. */
export function askerName(
  request: Pick<PairingRequest, 'name' | 'platform' | 'model' | 'userAgent'>,
): string {
  return request.name === '' ? deviceKindText(request) : request.name;
}

/** Its platform as people say it, with the system where the app told of it: "Android", "Browser on Linux". */
export function platformText(request: Pick<PairingRequest, 'platform' | 'userAgent'>): string {
  if (request.platform === 'ios') return 'iPhone or iPad';
  if (request.platform === 'android') return 'Android';
  const browser = browserOf(request.userAgent)?.name ?? 'Browser';
  const system = systemOf(request.userAgent);
  return system === null ? browser : `${browser} on ${system}`;
}

interface Allowance {
  readonly sentence: string;
  /** It reaches beyond what is the person's own. */
  readonly isBroad: boolean;
}

/** What approving allows, before it is approved; an administrator's app may do what administrators do. */
export function allowances({
  email,
  role,
}: {
  readonly email: string;
  readonly role: Role;
}): readonly Allowance[] {
  const own = [
    `It is signed in as you, ${email}, until you revoke it or sign it out.`,
    'It becomes one of your devices and can register for your notifications.',
    'It can read and change your devices, preferences and topics, and send to your own devices.',
  ].map((sentence) => ({ sentence, isBroad: false }));
  if (role !== 'admin') return own;
  const sentence =
    'You are an administrator, and so is it: it can send to everybody, and change settings and users.';
  return [...own, { sentence, isBroad: true }];
}

/** "4:05", and "0:00" from the end on. */
export function countdownText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
