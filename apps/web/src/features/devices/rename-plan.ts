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
 * not empty, and no other agent that is not revoked has it (REG-8).
 */
export function renamePlan(devices: readonly Renamed[], typed: ReadonlyMap<string, string>): RenamePlan {
  const nameOf = (device: Renamed) => (typed.get(device.id) ?? device.name).trim();
  const problems = new Map<string, string>();
  for (const device of devices) {
    const name = nameOf(device);
    if (device.kind !== 'agent') continue;
    const isTaken = devices.some(
      (other) => other.id !== device.id && holdsName(other) && nameOf(other) === name,
    );
    // A revoked agent may have kept a name that another one got since.
    const isChanged = name !== device.name || holdsName(device);
    if (name === '') problems.set(device.id, 'An agent needs a name');
    else if (isTaken && isChanged) problems.set(device.id, 'Another agent has this name');
  }
  const names = devices
    .filter((device) => nameOf(device) !== device.name)
    .map((device) => ({ id: device.id, name: nameOf(device) }));
  return { names: freeingFirst(names, devices), problems };
}

function holdsName({ kind, status }: Renamed): boolean {
  return kind === 'agent' && status === 'active';
}

/**
 * The server takes one after the other, and a name is free only once whoever has it got another one: agents whose names
 * are wanted go first. Two that change names with each other cannot both; the server says so of one.
 */
function freeingFirst(names: RenamePlan['names'], devices: readonly Renamed[]): RenamePlan['names'] {
  const holders = new Map(devices.filter(holdsName).map(({ id, name }) => [name, id as string]));
  const byId = new Map(names.map((naming) => [naming.id as string, naming]));
  const ordered = new Set<RenamePlan['names'][number]>();
  const place = (naming: RenamePlan['names'][number], waiting: ReadonlySet<string>) => {
    if (ordered.has(naming) || waiting.has(naming.id)) return;
    const holder = byId.get(holders.get(naming.name) ?? '');
    if (holder !== undefined) place(holder, new Set([...waiting, naming.id]));
    ordered.add(naming);
  };
  for (const naming of names) place(naming, new Set());
  return [...ordered];
}
