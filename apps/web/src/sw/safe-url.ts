/** Where a click may lead. Origins are compared whole (`https://host:port`), never by prefix. */
export interface UrlRules {
  /** The dashboard's own origin. */
  readonly origin: string;
  /** Other origins that a click may open. */
  readonly allowedOrigins: readonly string[];
}

/**
 * The absolute address that a click on a notification opens: `candidate` if it is a path of ours or an http(s)
 * address of ours or of an allowed origin, and the dashboard's start page for everything else (T-10). Never throws.
 */
export function safeUrl(candidate: unknown, rules: UrlRules): string {
  const fallback = `${rules.origin}/`;
  const url = parseUrl(candidate, rules.origin);
  if (url === null || url.username !== '' || url.password !== '') return fallback;
  const isAllowed = url.origin === rules.origin || rules.allowedOrigins.includes(url.origin);
  return isAllowed ? url.href : fallback;
}

/**
 * The absolute address of a picture, or undefined. Pictures run no script, so that any https address will do; plain
 * http and everything else only from our own origin.
 */
export function safeImageUrl(candidate: unknown, origin: string): string | undefined {
  const url = parseUrl(candidate, origin);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || url.origin === origin ? url.href : undefined;
}

/** Only what begins like a path of ours or like http(s) is parsed at all; the parser's own repairs are not trusted. */
function parseUrl(candidate: unknown, origin: string): URL | null {
  if (typeof candidate !== 'string' || hasRepairedCharacter(candidate)) return null;
  if (!/^(\/(?!\/)|https?:\/\/)/i.test(candidate)) return null;
  try {
    return new URL(candidate, origin);
  } catch {
    return null;
  }
}

/** URL parsers read a backslash as a slash and drop tabs and line breaks, so that what is shown is not what opens. */
function hasRepairedCharacter(candidate: string): boolean {
  for (const character of candidate) {
    if (character === '\\' || character < ' ' || character === '\u007F') return true;
  }
  return false;
}
