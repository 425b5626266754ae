import { userIdSchema } from '@carillon/contracts/ids';
import { timestampSchema } from '@carillon/contracts/timestamp';

type UserId = ReturnType<typeof userIdSchema.parse>;

/** What the audit log shows, as the address says it. */
export interface AuditFilters {
  /** The beginning of a code; empty: every action. */
  readonly action: string;
  /** Who acted; null: anybody. */
  readonly user: UserId | null;
  /** The id of what it happened to; empty: anything. */
  readonly target: string;
  /** From this moment on, ISO 8601 in UTC; null: from the beginning. */
  readonly from: string | null;
  /** Before this moment. */
  readonly to: string | null;
}

export const NO_FILTERS: AuditFilters = { action: '', user: null, target: '', from: null, to: null };

const ACTION_MAX = 100;
const TARGET_MAX = 255;
export const AUDIT_PAGE_SIZE = 50;

/** Reads `?action=device.&user=…&target=…&from=…&to=…`; what is not understood counts as absent. */
export function filtersFromQuery(query: Pick<URLSearchParams, 'get'>): AuditFilters {
  return {
    action: textOf(query.get('action'), ACTION_MAX),
    user: userIdSchema.safeParse(query.get('user')).data ?? null,
    target: textOf(query.get('target'), TARGET_MAX),
    from: momentOf(query.get('from')),
    to: momentOf(query.get('to')),
  };
}

/** The address of a filtered log; what is at its default is left out. */
export function filtersToHref(filters: AuditFilters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== null && value !== '') query.set(name, value);
  }
  return query.size === 0 ? '/audit' : `/audit?${query}`;
}

/** The router's input for a filtered log. */
export function filtersToInput({ action, user, target, from, to }: AuditFilters) {
  return {
    limit: AUDIT_PAGE_SIZE,
    ...(action === '' ? {} : { action }),
    ...(user === null ? {} : { userId: user }),
    ...(target === '' ? {} : { targetId: target }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
  };
}

/** What a `datetime-local` field holds, as a moment; null while it is empty, unfinished, or no time that is accepted. */
export function momentOf(text: string | null): string | null {
  if (text === null || text === '') return null;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return null;
  return timestampSchema.safeParse(at).success ? at.toISOString() : null;
}

/**
 * A moment as a `datetime-local` field takes it: `2026-05-20T18:00`.
 *
 * @param timeZone IANA name; undefined: the browser's own
 */
export function fieldText(at: string | null, timeZone: string | undefined): string {
  if (at === null) return '';
  // Sweden writes dates as ISO 8601 does.
  const text = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(new Date(at));
  return text.replace(' ', 'T');
}

function textOf(value: string | null, lengthMax: number): string {
  return (value ?? '').trim().slice(0, lengthMax).trim();
}
