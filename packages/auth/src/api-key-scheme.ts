import { API_KEY_PREFIX } from '@carillon/contracts/api-keys';
import type { ApiKeys } from './api-keys.ts';
import { bearerTokenOf, type CredentialScheme } from './authenticate.ts';

/** Bearer tokens that begin as our API keys do (AUTH-5); no other token does. */
export function createApiKeyScheme(apiKeys: Pick<ApiKeys, 'verify'>): CredentialScheme {
  return {
    recognises: (request) => bearerTokenOf(request)?.startsWith(API_KEY_PREFIX) ?? false,
    verify: async (request) => {
      const key = bearerTokenOf(request);
      return key === null ? null : apiKeys.verify(key);
    },
  };
}
