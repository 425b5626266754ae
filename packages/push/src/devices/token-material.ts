import { invalidField } from '@carillon/contracts/errors';
import type { Environment, Platform, ProviderName } from '@carillon/contracts/providers';
import type { TokenMaterial } from '../vault/sealed-token.ts';
import { checkTokenShape, type TextTokenProvider } from '../vault/token-shape.ts';

/** A token as a client sent it. */
export interface GivenToken {
  readonly token: string;
  /** The name of the member that it was sent in, for errors. */
  readonly field: string;
  readonly platform: Platform;
  readonly provider: ProviderName | undefined;
  readonly environment: Environment | undefined;
}

export interface ReadToken {
  readonly material: TokenMaterial;
  readonly environment: Environment | null;
}

/** Which providers reach which platform; the first is meant when a client names none. */
const PROVIDERS_OF: Readonly<Record<Platform, readonly TextTokenProvider[]>> = {
  ios: ['apns', 'fcm', 'expo'],
  android: ['fcm', 'expo'],
  web: ['fcm'],
  agent: [],
};

/**
 * Checks a token on its way in (TOK-11). Without a provider the platform's own is meant, or Expo where the token has
 * Expo's unmistakable shape; an APNs token needs its environment, because Apple runs two networks.
 *
 * @throws {AppError} `validation_failed` naming the field, never with the token
 */
export function readToken(given: GivenToken): ReadToken {
  const provider = given.provider ?? inferProvider(given);
  if (provider === 'webpush') {
    throw invalidField('provider', 'A web push subscription is registered at /push/subscribe');
  }
  const possible = PROVIDERS_OF[given.platform];
  if (!possible.includes(provider)) {
    throw invalidField('provider', `Expected one of ${possible.join(', ')} for this platform`);
  }
  const shape = checkTokenShape(provider, given.token, given.field);
  if (!shape.ok) throw invalidField(shape.error.path, shape.error.message);
  if (provider === 'apns' && given.environment === undefined) {
    throw invalidField('environment', 'Expected development or production, which APNs tokens differ by');
  }
  return { material: { provider, token: given.token }, environment: given.environment ?? null };
}

function inferProvider({ token, field, platform }: GivenToken): TextTokenProvider {
  if (platform === 'web')
    throw invalidField(field, 'A browser registers its subscription at /push/subscribe');
  if (platform !== 'agent' && checkTokenShape('expo', token, field).ok) return 'expo';
  const [usual] = PROVIDERS_OF[platform];
  if (usual === undefined) throw invalidField(field, 'An agent has no push token');
  return usual;
}
