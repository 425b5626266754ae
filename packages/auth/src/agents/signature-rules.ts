import { AGENT_LIMITS, AGENT_SIGNATURE } from '@carillon/contracts/agents';
import type { CredentialRequest } from '../authenticate.ts';
import { hasDigestOf } from './content-digest.ts';
import type { AgentSignature } from './signature-input.ts';

const CONTENT_DIGEST = 'content-digest';

/**
 * Whether the signature covers all that it must (SEC-4). A body comes with its digest. Without a body the digest may be left
 * out; one that is there is covered, and that of no bytes.
 */
export function coversRequest(
  { components }: AgentSignature,
  { headers, body }: Pick<CredentialRequest, 'headers' | 'body'>,
): boolean {
  const digest = headers[CONTENT_DIGEST];
  const needsDigest = body.length > 0 || digest !== undefined;
  const required = AGENT_SIGNATURE.components.filter((name) => needsDigest || name !== CONTENT_DIGEST);
  if (!required.every((name) => components.includes(name))) return false;
  return !needsDigest || hasDigestOf(digest, body);
}

/** Whether it was made within 300 s of now, either way, counted in whole seconds as `created` is, and has not expired. */
export function isFresh(
  { created, expires }: Pick<AgentSignature, 'created' | 'expires'>,
  now: Date,
): boolean {
  const nowSeconds = Math.floor(now.getTime() / 1000);
  if (expires !== null && expires < nowSeconds) return false;
  return Math.abs(nowSeconds - created) <= AGENT_LIMITS.signatureAgeSecondsMax;
}
