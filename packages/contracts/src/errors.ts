/**
 * The error catalogue: every code that Carillon ever answers with, declared once. The code is stable, the
 * title is public, the status is what HTTP and tRPC both use. docs/errors/<code>.md explains each.
 */
export const ERROR_CATALOGUE = {
  validation_failed: { status: 400, title: 'The request is not valid', retryable: false },
  unauthenticated: { status: 401, title: 'Credentials are missing or not accepted', retryable: false },
  forbidden: { status: 403, title: 'This is not yours to read or change', retryable: false },
  insufficient_scope: { status: 403, title: 'The API key lacks the scope for this', retryable: false },
  not_found: { status: 404, title: 'There is no such thing', retryable: false },
  method_not_allowed: { status: 405, title: 'This address does not take that method', retryable: false },
  conflict: { status: 409, title: 'The request contradicts the present state', retryable: false },
  device_limit_reached: { status: 409, title: 'The limit of active devices is reached', retryable: false },
  stale_registration: {
    status: 409,
    title: 'A newer registration of this device is already stored',
    retryable: false,
  },
  endpoint_taken: {
    status: 409,
    title: 'This endpoint is registered elsewhere with other keys',
    retryable: false,
  },
  already_acknowledged: {
    status: 409,
    title: 'This delivery has been acknowledged already',
    retryable: false,
  },
  name_taken: { status: 409, title: 'Another agent of yours has this name', retryable: false },
  last_admin: { status: 409, title: 'The last administrator cannot be taken away', retryable: false },
  pairing_not_open: { status: 409, title: 'This pairing is not waiting for that', retryable: false },
  email_taken: { status: 409, title: 'An account with this email already exists', retryable: false },
  payload_too_large: { status: 413, title: 'The request is too large', retryable: false },
  unsupported_media_type: { status: 415, title: 'Only JSON is accepted', retryable: false },
  rate_limited: { status: 429, title: 'Too many requests', retryable: true },
  registration_closed: { status: 403, title: 'This server does not take new accounts', retryable: false },
  anonymous_not_allowed: {
    status: 401,
    title: 'Subscribing needs an account on this server',
    retryable: false,
  },
  internal: { status: 500, title: 'The server failed to answer', retryable: true },
  unavailable: { status: 503, title: 'The server cannot answer at the moment', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** One field that was refused: `path` as the caller wrote it (dots between levels), `message` says what was expected. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** Public: says what happened and what to do next. Never holds token material. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Seconds until trying again makes sense; becomes the Retry-After header. */
  readonly retryAfterSeconds?: number;
  /** Internal: kept for the log, never sent. */
  readonly cause?: unknown;
}

/** Shared by every copy of this module in a process. */
const BRAND = Symbol.for('carillon.AppError');

/**
 * The one error that use cases throw on purpose. Anything else becomes `internal` with no detail.
 *
 * `instanceof` goes by a brand and not by the prototype: a bundler that splits a server into several module graphs
 * (Next.js does) loads this class more than once, and an error of one graph is caught in another.
 */
export class AppError extends Error {
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  override readonly name = 'AppError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions) {
    super(options.detail, { cause: options.cause });
    this.code = code;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/** A `validation_failed` that names one field. */
export function invalidField(path: string, message: string): AppError {
  return new AppError('validation_failed', { detail: `${path}: ${message}`, errors: [{ path, message }] });
}
