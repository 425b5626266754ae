import { randomBytes } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { answerByScript } from '../answer-by-script.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { Answer, Exchange } from '../exchange.ts';
import type { FaultEngine } from '../fault-engine.ts';
import type { HitLedger } from '../hit-ledger.ts';
import { jsonAnswer } from './google-errors.ts';
import type { ServiceAccount } from './service-account.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const FORM = /^application\/x-www-form-urlencoded\b/;
const MAX_BODY_BYTES = 16 * 1024;
const MAX_ACCESS_TOKENS = 10_000;
/** An assertion may live for an hour. */
const MAX_ASSERTION_SECONDS = 3600;
const CLOCK_TOLERANCE_SECONDS = 300;
const SCOPE_PREFIX = 'https://www.googleapis.com/auth/';
/** Either lets an account send. */
const SENDING_SCOPES = ['firebase.messaging', 'cloud-platform'].map((name) => SCOPE_PREFIX + name);

export type TokenEndpointOptions = {
  account: ServiceAccount;
  lifetimeSeconds: number;
  faults: FaultEngine;
  hits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

type IssuedToken = { expiresAtMs: number; maySend: boolean };

/** Gives access tokens for assertions of the service account (RFC 7523), and knows those that it gave. */
export class TokenEndpoint {
  readonly #options: TokenEndpointOptions;
  readonly #issued = new BoundedMap<string, IssuedToken>(MAX_ACCESS_TOKENS);

  constructor(options: TokenEndpointOptions) {
    this.#options = options;
  }

  /** Answers one request, by the fault script or as Google does, and records the hit. */
  async handle(exchange: Exchange): Promise<void> {
    await answerByScript({
      ...this.#options,
      exchange,
      subject: { target: this.#options.account.file.client_email, aliases: [], path: exchange.path },
      maxBodyBytes: MAX_BODY_BYTES,
      take: async () => {
        const answer = await this.#answer(exchange);
        return { answer, taken: answer.status === 200 };
      },
      describe: () => ({ messageId: null, details: { protocol: exchange.protocol } }),
    });
  }

  async #answer(exchange: Exchange): Promise<Answer> {
    const { body, tooLarge } = await exchange.readBody(MAX_BODY_BYTES);
    if (exchange.method !== 'POST') return refusal(405, 'invalid_request', 'Ask with POST');
    if (tooLarge) return refusal(413, 'invalid_request', 'The request is too large');
    if (!FORM.test(exchange.header('content-type') ?? ''))
      return refusal(400, 'invalid_request', 'Send a form');
    const form = new URLSearchParams(body.toString('utf8'));
    if (form.get('grant_type') !== GRANT_TYPE)
      return refusal(400, 'unsupported_grant_type', 'Invalid grant_type');
    return this.#exchange(form.get('assertion') ?? '');
  }

  /** `unknown` for what was never given out or was revoked. */
  check(accessToken: string): 'good' | 'unknown' | 'expired' | 'no_scope' {
    const issued = this.#issued.get(accessToken);
    if (issued === undefined) return 'unknown';
    if (this.#options.now() >= issued.expiresAtMs) return 'expired';
    return issued.maySend ? 'good' : 'no_scope';
  }

  issue(scopes: readonly string[]): string {
    const accessToken = `ya29.${randomBytes(96).toString('base64url')}`;
    const { now, lifetimeSeconds } = this.#options;
    this.#issued.set(accessToken, {
      expiresAtMs: now() + lifetimeSeconds * 1000,
      maySend: SENDING_SCOPES.some((scope) => scopes.includes(scope)),
    });
    return accessToken;
  }

  /** A token that may send. */
  issueForSending(): string {
    return this.issue(SENDING_SCOPES);
  }

  revokeAll(): void {
    this.#issued.clear();
  }

  async #exchange(assertion: string): Promise<Answer> {
    const verified = await this.#verify(assertion);
    if (typeof verified === 'string') return refusal(400, 'invalid_grant', verified);
    const scopes = typeof verified.scope === 'string' ? verified.scope.split(' ') : [];
    if (scopes.length === 0 || scopes.some((scope) => !scope.startsWith(SCOPE_PREFIX)))
      return refusal(400, 'invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    return jsonAnswer(200, {
      access_token: this.issue(scopes),
      expires_in: this.#options.lifetimeSeconds,
      token_type: 'Bearer',
    });
  }

  /** The claims, or what is wrong with them, as Google says it. */
  async #verify(assertion: string): Promise<JWTPayload | string> {
    const { account, now } = this.#options;
    try {
      const { payload, protectedHeader } = await jwtVerify(assertion, account.publicKey, {
        algorithms: ['RS256'],
        issuer: account.file.client_email,
        audience: account.file.token_uri,
        currentDate: new Date(now()),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iat', 'exp', 'scope'],
      });
      const { kid } = protectedHeader;
      if (kid !== undefined && kid !== account.file.private_key_id) return 'Invalid JWT Signature.';
      const { iat = 0, exp = 0 } = payload;
      const isEarly = iat > now() / 1000 + CLOCK_TOLERANCE_SECONDS;
      return isEarly || exp - iat > MAX_ASSERTION_SECONDS ? TIMEFRAME : payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return TIMEFRAME;
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss')
        return 'Invalid grant: account not found';
      if (error instanceof errors.JOSEError) return 'Invalid JWT Signature.';
      throw error;
    }
  }
}

const TIMEFRAME =
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. ' +
  'Check your iat and exp values in the JWT claim.';

function refusal(status: number, error: string, description: string): Answer {
  return jsonAnswer(status, { error, error_description: description });
}
