import { isIP } from 'node:net';
import { isSpecialAddress } from './endpoint-policy-addresses.ts';

/**
 * The push services that browsers use. A name alone means exactly that host; a leading dot means every host below.
 *
 * - Chrome, Edge on Android, Brave, Opera, Samsung Internet, Vivaldi: `kPushMessagingWebpushEndpoint` and its staging
 *   host in Chromium's `push_messaging_constants.cc`
 * - Firefox: https://mozilla-push-service.readthedocs.io/
 * - Edge on Windows: https://learn.microsoft.com/windows/apps/develop/notifications/push-notifications/wns-overview
 * - Safari: https://developer.apple.com/documentation/usernotifications/sending-web-push-notifications-in-web-apps-and-browsers
 */
export const KNOWN_PUSH_SERVICE_HOSTS: readonly string[] = [
  'fcm.googleapis.com',
  'jmt17.google.com',
  'updates.push.services.mozilla.com',
  '.push.services.mozilla.com',
  '.notify.windows.com',
  '.push.apple.com',
];

/** Lets every public host pass; the address rules still hold. */
export const ANY_PUBLIC_HOST = '*';

export type HostRule = (hostname: string) => boolean;

const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+$/;

/** Names that no public resolver answers (RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of .internal). */
const LOCAL_NAME = /\.(?:localhost|local|internal|intranet|lan|home\.arpa|test|invalid|onion)$/;

/**
 * Compiles an allow-list: `push.example` (that host), `.push.example` or `*.push.example` (every host below it), or
 * `*` (any public host). The rule takes a hostname as `URL.hostname` gives it: lower case, punycode, brackets around IPv6.
 *
 * @throws {Error} if an entry is none of these, so that a scheme or a port in the setting does not silently match nothing
 */
export function compileHostRule(allowedHosts: readonly string[]): HostRule {
  const exact = new Set<string>();
  const suffixes: string[] = [];
  let anyPublic = false;
  for (const written of allowedHosts) {
    const entry = written.trim().toLowerCase();
    if (entry === ANY_PUBLIC_HOST) anyPublic = true;
    else if (entry.startsWith('*.')) suffixes.push(requireHostName(entry.slice(1), written));
    else if (entry.startsWith('.')) suffixes.push(requireHostName(entry, written));
    else exact.add(requireHostName(entry, written));
  }
  return (hostname) =>
    exact.has(hostname) ||
    suffixes.some((suffix) => hostname.endsWith(suffix) && hostname.length > suffix.length) ||
    (anyPublic && isPublicName(hostname));
}

function requireHostName(entry: string, written: string): string {
  const name = entry.startsWith('.') ? entry.slice(1) : entry;
  if (HOST_NAME.test(name) && isIP(name) === 0) return entry;
  throw new Error(
    `Allowed push service host ${JSON.stringify(written)}: expected a host name such as push.example.com, .example.com for all below it, or *`,
  );
}

function isPublicName(hostname: string): boolean {
  const literal = literalAddressOf(hostname);
  if (literal !== null) return !isSpecialAddress(literal);
  return HOST_NAME.test(hostname) && !LOCAL_NAME.test(hostname);
}

/** The address that a URL's hostname spells, without the brackets of IPv6; null for a name. */
export function literalAddressOf(hostname: string): string | null {
  const bare = hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}
