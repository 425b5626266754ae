import { ACCESS_TOKEN, type TokenFailure, type TokenGrant, type TokenResult } from './access-token.ts';
import { FCM_SCOPE } from './settings.ts';

/** Google gives an hour; a credential that does not say is asked again in a while. */
const UNSAID_LIFETIME_SECONDS = 300;

/** How node:net, node:dns and fetch say that nobody answered. */
const NETWORK_CODE =
  /^(?:E(?:CONN|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND|PIPE)|UND_ERR_|ABORT_ERR|TimeoutError)/;

/**
 * Access tokens by Google's application default credentials: `GOOGLE_APPLICATION_CREDENTIALS`, gcloud's own file, or the
 * metadata server of the machine (https://cloud.google.com/docs/authentication/application-default-credentials).
 *
 * @param projectId whose devices are sent to; null asks the credentials
 */
export function createApplicationDefaultGrant(projectId: string | null): TokenGrant {
  return async (deadlineMs) => {
    const late = Promise.withResolvers<TokenResult>();
    const timer = setTimeout(() => late.resolve({ ok: false, failure: unavailable('timeout') }), deadlineMs);
    // What the library still does after the deadline ends by itself, and is not used.
    const result = grant(projectId).catch(
      (error: unknown) => ({ ok: false, failure: failureOf(error) }) as const,
    );
    try {
      return await Promise.race([result, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Each time from the beginning: the library keeps a token until its end, also one that the API refuses. */
async function grant(projectId: string | null): Promise<TokenResult> {
  // Only the few installations that ask for it pay for loading it.
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: [FCM_SCOPE] });
  const client = await auth.getClient();
  const { token } = await client.getAccessToken();
  if (typeof token !== 'string' || !ACCESS_TOKEN.test(token))
    return { ok: false, failure: unavailable('bad_answer') };
  const endsAtMs = client.credentials.expiry_date;
  return {
    ok: true,
    token,
    lifetimeSeconds:
      typeof endsAtMs === 'number' ? Math.max((endsAtMs - Date.now()) / 1000, 1) : UNSAID_LIFETIME_SECONDS,
    projectId: projectId ?? (await auth.getProjectId().catch(() => null)),
  };
}

/** By kind alone: the library's sentences hold paths, addresses and parts of answers. */
function failureOf(error: unknown): TokenFailure {
  const { status, code } = Object(error) as { readonly status?: unknown; readonly code?: unknown };
  const statusCode = typeof status === 'number' ? status : null;
  if (statusCode !== null && (statusCode >= 500 || statusCode === 429 || statusCode === 408))
    return unavailable(String(statusCode));
  if (statusCode === null && typeof code === 'string' && NETWORK_CODE.test(code))
    return unavailable('network_error');
  return {
    class: 'config',
    reason: 'credentials_refused',
    providerCode: statusCode === null ? null : String(statusCode),
  };
}

function unavailable(providerCode: string): TokenFailure {
  return { class: 'transient', reason: 'token_unavailable', providerCode, retryAfterSeconds: null };
}
