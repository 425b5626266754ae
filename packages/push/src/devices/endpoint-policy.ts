import { isSpecialAddress } from './endpoint-policy-addresses.ts';
import { compileHostRule, literalAddressOf } from './endpoint-policy-hosts.ts';

/** Why an endpoint is refused, as a stable code. */
export type EndpointRefusal =
  | 'not_a_url'
  | 'too_long'
  | 'not_https'
  | 'has_credentials'
  | 'has_port'
  | 'special_address'
  | 'host_not_allowed';

export type EndpointVerdict =
  | {
      readonly allowed: true;
      /** The endpoint in the URL parser's own spelling, without fragment: what to store, compare and connect to. */
      readonly endpoint: string;
      readonly origin: string;
      /** Path and query. */
      readonly path: string;
      readonly hostname: string;
      /** A test origin: the address rules do not hold for it. */
      readonly isTestOrigin: boolean;
    }
  | {
      readonly allowed: false;
      readonly reason: EndpointRefusal;
      /** Says what was expected; never repeats the endpoint, which is a capability. */
      readonly message: string;
    };

export interface EndpointPolicySettings {
  /** Push service hosts: exact names, `.suffix` or `*.suffix`, or `*` for any public host. */
  readonly allowedHosts: readonly string[];
  /** Origins such as `https://127.0.0.1:8443` that skip the host, port and address rules. Empty in production. */
  readonly testOrigins: readonly string[];
}

export interface EndpointPolicy {
  /** The test origins in the spelling of `URL.origin`. */
  readonly testOrigins: readonly string[];
  /** Decides without any look-up in the network; `createGuardedLookup` decides again when a socket connects. */
  check(endpoint: string): EndpointVerdict;
}

const MAX_ENDPOINT_LENGTH = 2048;

const MESSAGES: Readonly<Record<EndpointRefusal, string>> = {
  not_a_url: 'Expected the address of a push service',
  too_long: `Expected at most ${MAX_ENDPOINT_LENGTH} characters`,
  not_https: 'Expected an https address',
  has_credentials: 'Expected an address without user name and password',
  has_port: 'Expected the default port 443',
  special_address: 'Expected a public address',
  host_not_allowed: 'Expected a push service that this server allows',
};

/**
 * Which addresses Carillon will send web push to (WEB-7, T-1). The endpoint is parsed once, by the parser whose result
 * is then connected to, so that no second reading can disagree with the check.
 *
 * @throws {Error} if a setting is not understood
 */
export function createEndpointPolicy(settings: EndpointPolicySettings): EndpointPolicy {
  const isAllowedHost = compileHostRule(settings.allowedHosts);
  const testOrigins = new Set(settings.testOrigins.map(requireTestOrigin));

  return {
    testOrigins: [...testOrigins],
    check(endpoint) {
      const url = URL.parse(endpoint);
      if (url === null) return refuse('not_a_url');
      if (url.href.length > MAX_ENDPOINT_LENGTH) return refuse('too_long');
      if (url.protocol !== 'https:') return refuse('not_https');
      if (url.username !== '' || url.password !== '') return refuse('has_credentials');
      const isTestOrigin = testOrigins.has(url.origin);
      if (!isTestOrigin) {
        const literal = literalAddressOf(url.hostname);
        if (literal !== null && isSpecialAddress(literal)) return refuse('special_address');
        if (url.port !== '') return refuse('has_port');
        if (!isAllowedHost(url.hostname)) return refuse('host_not_allowed');
      }
      // Setting it parses the address again, even if there is nothing to take away.
      if (url.href.includes('#')) url.hash = '';
      const { href, origin, hostname } = url;
      return {
        allowed: true,
        endpoint: href,
        origin,
        path: url.pathname + url.search,
        hostname,
        isTestOrigin,
      };
    },
  };
}

function refuse(reason: EndpointRefusal): EndpointVerdict {
  return { allowed: false, reason, message: MESSAGES[reason] };
}

function requireTestOrigin(written: string): string {
  const url = URL.parse(written);
  if (
    url === null ||
    url.protocol !== 'https:' ||
    (url.href !== url.origin && url.href !== `${url.origin}/`)
  ) {
    throw new Error(
      `Test push origin ${JSON.stringify(written)}: expected an https origin such as https://127.0.0.1:8443`,
    );
  }
  return url.origin;
}
