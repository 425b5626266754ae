/**
 * What holds of every service that takes one message a request. An answer is some hundred bytes, and what is longer is not
 * read (T-3); half of an attempt's deadline is left for the message once a connection or a PING took too long.
 */
export const TRANSPORT_BOUNDS = {
  answerCapBytes: 16 * 1024,
  connectTimeoutMs: 5_000,
  pingTimeoutMs: 5_000,
} as const;
