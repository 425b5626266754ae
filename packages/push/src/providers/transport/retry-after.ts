const MAX_RETRY_AFTER_SECONDS = 24 * 3600;

const SECONDS = /^\d+$/;
/** The three date forms of RFC 9110 section 5.6.7; `Date.parse` alone takes many texts that are no HTTP-date. */
const HTTP_DATES = [
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

/**
 * Reads a Retry-After header (RFC 9110 section 10.2.3): whole seconds or an HTTP-date. A date that is past gives 0, and
 * whatever is asked for is capped at 24 h. Null when there is no header or it is not understood.
 */
export function parseRetryAfterSeconds(value: string | string[] | undefined, now: Date): number | null {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (text === undefined) return null;
  if (SECONDS.test(text)) return Math.min(Number(text), MAX_RETRY_AFTER_SECONDS);
  if (!HTTP_DATES.some((form) => form.test(text))) return null;
  // The third form carries no zone and means UTC all the same.
  const atMs = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  if (Number.isNaN(atMs)) return null;
  const seconds = Math.ceil((atMs - now.getTime()) / 1000);
  return Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_SECONDS);
}
