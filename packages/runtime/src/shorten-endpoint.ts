const HEAD_CHARACTERS = 30;
const TAIL_CHARACTERS = 20;
const MASK = '…';

/**
 * A push endpoint as logs and pages may show it (WEB-5, WEB-6): the first 30 and the last 20 characters. An endpoint
 * is a capability: whoever holds it whole can send to the device. One that is too short to lose anything that way
 * keeps its origin only, or nothing when it is no URL.
 *
 * @param endpoint any text; it need not be a valid URL.
 */
export function shortenEndpoint(endpoint: string): string {
  if (endpoint.length > HEAD_CHARACTERS + TAIL_CHARACTERS) {
    return `${endpoint.slice(0, HEAD_CHARACTERS)}${MASK}${endpoint.slice(-TAIL_CHARACTERS)}`;
  }
  const origin = URL.canParse(endpoint) ? new URL(endpoint).origin : 'null';
  return origin === 'null' ? MASK : `${origin}/${MASK}`;
}
