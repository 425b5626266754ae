import { installationIdSchema } from '@carillon/contracts/ids';
import { apnsToken } from '@carillon/testing/registry';
import type { Actor } from '../../src/devices/actor.ts';
import type { RegisterDeviceCall } from '../../src/devices/register-device.ts';
import type { Registry } from '../../src/devices/registry.ts';

/** The installation that most tests need one of. */
export const PHONE = installationIdSchema.parse('phone');

/** A phone as it registers, without a token unless `more` has one. */
export function phone(installation: string, more: Partial<RegisterDeviceCall> = {}): RegisterDeviceCall {
  return { deviceId: installationIdSchema.parse(installation), platform: 'ios', userAgent: null, ...more };
}

/** A token of APNs and what has to be said with it; the same for the same seed. */
export const ios = (seed: string) => ({ pushToken: apnsToken(seed), environment: 'production' as const });

/** Registers {@link PHONE} with the token of that seed. */
export function registerPhone(registry: Registry, actor: Actor, seed: string, generation?: number) {
  return registry.register(
    actor,
    phone(PHONE, { ...ios(seed), ...(generation !== undefined && { generation }) }),
  );
}
