import { browserOf, systemOf } from '@/features/devices/device-identity.ts';
import type { Session } from '@/wire/wire-types.ts';

/** What a session runs in: "Firefox on Linux", "App", or the first words of an agent that is neither. */
export function sessionName(session: Pick<Session, 'userAgent' | 'kind'>): string {
  const browser = browserOf(session.userAgent)?.name ?? null;
  const system = systemOf(session.userAgent);
  if (browser !== null) return system === null ? browser : `${browser} on ${system}`;
  const fallback = session.kind === 'app' ? 'App' : 'Browser';
  const product = session.userAgent?.split(/[/\s(]/, 1)[0] ?? '';
  return product === '' || product === 'Mozilla' ? fallback : product.slice(0, 40);
}
