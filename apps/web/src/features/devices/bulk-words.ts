import { deviceName } from '@/features/devices/device-identity.ts';
import { devicesText, figure } from '@/features/notifications/channel-words.ts';
import type { BulkResult, Device } from '@/wire/wire-types.ts';

type Chosen = Pick<
  Device,
  'id' | 'deviceId' | 'kind' | 'status' | 'name' | 'platform' | 'userAgent' | 'model'
>;

/** What revoking the chosen devices will do, before anybody agrees to it. */
export interface RevokePreview {
  /** How many of them are active, and so will change. */
  readonly revoked: number;
  readonly title: string;
  /** Each effect in a sentence, with how many devices it is about. */
  readonly effects: readonly string[];
}

/** REG-14: counts the effects. `installationId`: this browser's, which is worth a sentence of its own. */
export function revokePreview(devices: readonly Chosen[], installationId: string): RevokePreview {
  const active = devices.filter(({ status }) => status === 'active');
  const push = active.filter(({ kind }) => kind === 'push');
  const agents = active.length - push.length;
  const before = devices.length - active.length;
  const effects = [
    push.length === 0
      ? null
      : push.length === 1
        ? '1 browser or app stops receiving notifications at once. Its push token is wiped, and whoever is signed in with it is signed out.'
        : `${figure(push.length)} browsers and apps stop receiving notifications at once. Their push tokens are wiped, and whoever is signed in with them is signed out.`,
    agents === 0
      ? null
      : agents === 1
        ? '1 agent stops at once. Its secret ends, and the agent never comes back.'
        : `${figure(agents)} agents stop at once. Their secrets end, and the agents never come back.`,
    push.some(({ deviceId }) => deviceId === installationId)
      ? 'This browser is among them. You stay signed in here and can turn notifications on again.'
      : null,
    before === 0
      ? null
      : before === 1
        ? '1 of them was revoked before, and stays as it is.'
        : `${figure(before)} of them were revoked before, and stay as they are.`,
    active.length === 0 ? null : active.length === 1 ? 'Its history stays.' : 'Their history stays.',
  ];
  return {
    revoked: active.length,
    title: active.length === 0 ? 'Nothing to revoke' : `Revoke ${devicesText(active.length)}?`,
    effects: effects.filter((effect) => effect !== null),
  };
}

type Outcome = BulkResult['results'][number]['status'];
/** What was asked for, as what it should have become. */
export type BulkDone = 'revoked' | 'renamed';

/** What became of a device of a bulk call, in the order of the report: what did not work comes first. */
const OUTCOME_WORDS = {
  conflict: { isDone: false, text: 'Not changed: another of your agents has this name' },
  invalid: { isDone: false, text: 'Not changed: this name is not possible for it' },
  forbidden: { isDone: false, text: 'Not changed: it belongs to somebody else' },
  not_found: { isDone: false, text: 'Not changed: it is no longer there' },
  revoked: { isDone: true, text: 'Revoked' },
  renamed: { isDone: true, text: 'Renamed' },
  unchanged: { isDone: true, text: 'As it was before' },
} as const satisfies Record<Outcome, { readonly isDone: boolean; readonly text: string }>;

/** REG-10: an agent is revoked once and for good; a second time is a conflict, and nothing that a person has to mend. */
const REVOKED_BEFORE = { isDone: true, text: 'Revoked before, for good' } as const;

const OUTCOME_ORDER = Object.keys(OUTCOME_WORDS) as Outcome[];

/** One outcome with the devices it came to. */
export interface OutcomeGroup {
  readonly outcome: Outcome;
  readonly isDone: boolean;
  readonly text: string;
  readonly names: readonly string[];
}

/** The answer of a bulk call, by what became of each. `devices`: as they were when it was asked for. */
export function outcomeGroups(
  { results }: BulkResult,
  { devices, done }: { readonly devices: readonly Chosen[]; readonly done: BulkDone },
): readonly OutcomeGroup[] {
  const names = new Map<string, string>(devices.map((device) => [device.id, deviceName(device)]));
  return OUTCOME_ORDER.map((outcome) => ({
    outcome,
    ...(outcome === 'conflict' && done === 'revoked' ? REVOKED_BEFORE : OUTCOME_WORDS[outcome]),
    names: results.filter(({ status }) => status === outcome).map(({ id }) => names.get(id) ?? id),
  })).filter((group) => group.names.length > 0);
}

/** "3 devices are revoked. 1 is as it was before. 2 could not be changed." for the report and for screen readers. */
export function bulkSummary(groups: readonly OutcomeGroup[], done: BulkDone): string {
  const countOf = (keep: (group: OutcomeGroup) => boolean) =>
    groups.filter(keep).reduce((sum, { names }) => sum + names.length, 0);
  const changed = countOf(({ outcome }) => outcome === done);
  const failed = countOf(({ isDone }) => !isDone);
  const same = countOf(({ outcome, isDone }) => isDone && outcome !== done);
  const parts = [
    changed === 0
      ? `Nothing was ${done}.`
      : `${devicesText(changed)} ${changed === 1 ? 'is' : 'are'} ${done}.`,
    same === 0 ? null : `${figure(same)} ${same === 1 ? 'is as it was' : 'are as they were'} before.`,
    failed === 0 ? null : `${figure(failed)} could not be changed.`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}
