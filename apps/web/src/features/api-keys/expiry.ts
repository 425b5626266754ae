/** How long a new key can be used. */
export type Expiry = '30d' | '90d' | '1y' | 'never';

export const EXPIRIES: ReadonlyArray<{ readonly value: Expiry; readonly label: string }> = [
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '1y', label: 'One year' },
  { value: 'never', label: 'It does not expire' },
];

const DAY_MS = 24 * 60 * 60_000;
const DAYS = { '30d': 30, '90d': 90, '1y': 365 } as const;

/** The moment at which a key that is made now ends; undefined: never. */
export function expiresAt(expiry: Expiry, now: Date): Date | undefined {
  return expiry === 'never' ? undefined : new Date(now.getTime() + DAYS[expiry] * DAY_MS);
}
