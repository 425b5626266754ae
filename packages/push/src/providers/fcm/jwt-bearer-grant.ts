import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { HttpPost, HttpTransport } from '../transport/http-post.ts';
import type { HttpAnswer, HttpResult } from '../transport/http-result.ts';
import { parseRetryAfterSeconds } from '../transport/retry-after.ts';
import { ACCESS_TOKEN, type TokenGrant, type TokenResult } from './access-token.ts';
import type { ServerClock } from './server-clock.ts';
import { FCM_SCOPE, type ServiceAccount } from './settings.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The longest that Google takes. */
const ASSERTION_SECONDS = 3600;

const tokenSchema = z.object({
  access_token: z.string().regex(ACCESS_TOKEN),
  expires_in: z.number().positive(),
});

/** RFC 6749 section 5.2, RFC 7523 section 3.1, and Google's own. */
const errorSchema = z.object({ error: z.string().regex(/^[a-z][a-z_]{1,40}$/) });

/** Passing conditions of a request or a proxy. */
const PASSING_CLIENT_ERRORS: ReadonlySet<number> = new Set([408, 421, 425, 429]);

/** Google takes assertions that are dated some minutes wrong; a clock that is wrong by less is not why it refused one. */
const CLOCK_TOLERANCE_SECONDS = 60;

export interface JwtBearerOptions {
  readonly account: ServiceAccount;
  readonly transport: HttpTransport;
  readonly clock: ServerClock;
  /** Milliseconds that only move forward (`performance.now`). */
  readonly monotonicMs: () => number;
}

/**
 * Exchanges an assertion that the service account signs for an access token (RFC 7523;
 * https://developers.google.com/identity/protocols/oauth2/service-account), at the account's own `token_uri`. When it is
 * refused and the answer's date says that it was signed at a wrong time, it is signed once more by that date.
 *
 * @throws {Error} if the account's key cannot be read
 */
export function createJwtBearerGrant({
  account,
  transport,
  clock,
  monotonicMs,
}: JwtBearerOptions): TokenGrant {
  const key = createPrivateKey(account.privateKeyPem);
  const ask = async (deadlineMs: number): Promise<HttpResult> =>
    transport.post(tokenRequest(account, await signAssertion(account, key, clock.now()), deadlineMs));

  return async (deadlineMs) => {
    const endsAtMs = monotonicMs() + deadlineMs;
    let answer = await ask(deadlineMs);
    if (answer.kind === 'failure') return unavailable(answer.reason, null);
    const wrongSeconds = clock.learn(answer.headers.date);
    if (answer.status === 400 && wrongSeconds > CLOCK_TOLERANCE_SECONDS) {
      answer = await ask(Math.max(endsAtMs - monotonicMs(), 0));
      if (answer.kind === 'failure') return unavailable(answer.reason, null);
    }
    return resultOf(answer, account.projectId, clock.now());
  };
}

function tokenRequest({ tokenUri }: ServiceAccount, assertion: string, deadlineMs: number): HttpPost {
  const { origin, pathname, search } = new URL(tokenUri);
  const form = new URLSearchParams({ grant_type: GRANT_TYPE, assertion });
  return {
    origin,
    path: `${pathname}${search}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: Buffer.from(form.toString(), 'utf8'),
    deadlineMs,
  };
}

function signAssertion(account: ServiceAccount, key: KeyObject, now: Date): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const keyId = account.privateKeyId === null ? {} : { kid: account.privateKeyId };
  return new SignJWT({ scope: FCM_SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...keyId })
    .setIssuer(account.clientEmail)
    .setAudience(account.tokenUri)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .sign(key);
}

function resultOf(answer: HttpAnswer, projectId: string, now: Date): TokenResult {
  const { status } = answer;
  if (status === 200) {
    const granted = tokenSchema.safeParse(parseJson(answer.body));
    if (!granted.success) return unavailable('bad_answer', null);
    const { access_token: token, expires_in: lifetimeSeconds } = granted.data;
    return { ok: true, token, lifetimeSeconds, projectId };
  }
  const error = errorSchema.safeParse(parseJson(answer.body));
  const providerCode = error.success ? `${status} ${error.data.error}` : String(status);
  if (status >= 500 || PASSING_CLIENT_ERRORS.has(status))
    return unavailable(providerCode, parseRetryAfterSeconds(answer.headers['retry-after'], now));
  return { ok: false, failure: { class: 'config', reason: 'credentials_refused', providerCode } };
}

function unavailable(providerCode: string, retryAfterSeconds: number | null): TokenResult {
  return {
    ok: false,
    failure: { class: 'transient', reason: 'token_unavailable', providerCode, retryAfterSeconds },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
