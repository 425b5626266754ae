import { LIMITS } from '@carillon/contracts/limits';
import { deviceKindText, deviceName } from '@/features/devices/device-identity.ts';
import type { Device } from '@/wire/wire-types.ts';

type Renamed = Pick<Device, 'id' | 'kind' | 'status' | 'name' | 'platform' | 'userAgent' | 'model'>;

/** What a pattern may hold, and what stands there for each device. */
export const PATTERN_WORDS = [
  { word: '{name}', meaning: 'its present name' },
  { word: '{n}', meaning: 'its number in this list' },
  { word: '{kind}', meaning: 'what it is, such as Firefox on Linux' },
] as const;

/** The name that a pattern gives a device; `index` counts from 0. Cut to what a name may be long. */
export function patternName(pattern: string, device: Renamed, index: number): string {
  const values: Readonly<Record<string, string>> = {
    '{name}': deviceName(device),
    '{n}': String(index + 1),
    '{kind}': deviceKindText(device),
  };
  return cut(pattern.replace(/\{(?:name|n|kind)\}/g, (word) => values[word] ?? word).trim());
}

/** Whole characters alone: half of a surrogate pair is none. */
function cut(name: string): string {
  if (name.length <= LIMITS.deviceNameLength) return name;
  const kept = name.slice(0, LIMITS.deviceNameLength);
  return (/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept).trimEnd();
}

export interface RenamePlan {
  /** Only the names that change. */
  readonly names: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  /** What is wrong, by device. Nothing is sent while there is anything. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * What to ask the server for. What it would refuse is said before, as far as it can be seen from here: an agent's name is
 * not empty, and two agents that are not revoked have different ones (REG-8).
 */
export function renamePlan(devices: readonly Renamed[], typed: ReadonlyMap<string, string>): RenamePlan {
  const nameOf = (device: Renamed) => (typed.get(device.id) ?? device.name).trim();
  const taken = new Map<string, number>();
  for (const device of devices) {
    if (holdsName(device)) taken.set(nameOf(device), (taken.get(nameOf(device)) ?? 0) + 1);
  }
  const problems = new Map<string, string>();
  for (const device of devices) {
    const name = nameOf(device);
    if (device.kind === 'agent' && name === '') problems.set(device.id, 'An agent needs a name');
    else if (holdsName(device) && (taken.get(name) ?? 0) > 1) {
      problems.set(device.id, 'Two agents cannot have the same name');
    }
  }
  const names = devices
    .filter((device) => nameOf(device) !== device.name)
    .map((device) => ({ id: device.id, name: nameOf(device) }));
  return { names, problems };
}

function holdsName({ kind, status }: Renamed): boolean {
  return kind === 'agent' && status === 'active';
}
