import { type InnerList, serializeInnerList, serializeString } from 'structured-headers';

/** The parts of a request that a signature can cover here. */
export interface SignedMessage {
  readonly method: string;
  /** The value of `@authority`: lower case, without the scheme's own port. */
  readonly authority: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  /** By lower-case name, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * The text that is signed (RFC 9421, 2.5): a line for each covered component, and one for the parameters. Components that take
 * parameters of their own (`;sf`, `;req`, …), and derived components beyond `@method`, `@authority`, `@path` and `@query`, are
 * not supported.
 *
 * @param covered the member of Signature-Input, as parsed: components and parameters in their order
 * @returns null when a component is missing, unknown, or named twice
 */
export function signatureBase(message: SignedMessage, covered: InnerList): string | null {
  const lines: string[] = [];
  const names = new Set<string>();
  for (const [name, parameters] of covered[0]) {
    if (typeof name !== 'string' || parameters.size > 0 || names.has(name)) return null;
    names.add(name);
    const value = componentValue(message, name);
    if (value === null) return null;
    lines.push(`${serializeString(name)}: ${value}`);
  }
  return [...lines, `"@signature-params": ${serializeInnerList(covered)}`].join('\n');
}

function componentValue(message: SignedMessage, name: string): string | null {
  switch (name) {
    case '@method':
      return message.method;
    case '@authority':
      return message.authority;
    case '@path':
      return splitTarget(message.target)?.path ?? null;
    case '@query':
      return splitTarget(message.target)?.query ?? null;
    default:
      return name.startsWith('@') ? null : fieldValue(message.headers, name);
  }
}

/** RFC 9421, 2.2.6 and 2.2.7: an empty path is `/`; the query is with its question mark, which stands alone if there is none. */
function splitTarget(target: string): { readonly path: string; readonly query: string } | null {
  // A request to a proxy, or `*`, names no path that this server would answer.
  if (!target.startsWith('/')) return null;
  const mark = target.indexOf('?');
  return mark < 0 ? { path: target, query: '?' } : { path: target.slice(0, mark), query: target.slice(mark) };
}

/** RFC 9421, 2.1: each value without space around it, several joined by a comma. Field names are in lower case. */
function fieldValue(headers: SignedMessage['headers'], name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined) return null;
  return [value]
    .flat()
    .map((line) => line.trim())
    .join(', ');
}
