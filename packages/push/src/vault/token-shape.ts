import type { FieldError } from '@carillon/contracts/errors';
import type { ProviderName } from '@carillon/contracts/providers';

/** Providers whose token is one text; web push has an endpoint and keys instead. */
export type TextTokenProvider = Exclude<ProviderName, 'webpush'>;

export type ShapeResult = { readonly ok: true } | { readonly ok: false; readonly error: FieldError };

interface Shape {
  readonly pattern: RegExp;
  readonly expected: string;
}

const SHAPES: Readonly<Record<TextTokenProvider, Shape>> = {
  // Apple says that the length varies and must not be assumed; today it is 32 bytes, and up to 100 leaves room.
  // https://developer.apple.com/documentation/uikit/uiapplicationdelegate/application(_:didregisterforremotenotificationswithdevicetoken:)
  apns: {
    pattern: /^(?:[0-9a-fA-F]{2}){32,100}$/,
    expected: 'Expected an APNs device token: 64 to 200 hexadecimal characters, an even number',
  },
  // Google documents no format, so that only what is certainly something else is refused: white space, brackets,
  // addresses, APNs tokens, and texts shorter than the installation id that each token begins with.
  fcm: {
    pattern: /^(?!https?:)(?![0-9a-fA-F]{64}$)[A-Za-z0-9_:%.~/+=-]{32,4096}$/,
    expected: 'Expected an FCM registration token: 32 to 4096 letters, digits and _ : % . ~ / + = -',
  },
  // https://github.com/expo/expo-server-sdk-node, Expo.isExpoPushToken
  expo: {
    pattern: /^Expo(?:nent)?PushToken\[[A-Za-z0-9_-]{1,200}\]$/,
    expected: 'Expected ExponentPushToken[…] or ExpoPushToken[…]',
  },
};

/**
 * TOK-11: is this text something that the provider could have issued? Catches mixed-up providers and cut-off tokens
 * on the way in; only the provider knows whether the token lives.
 *
 * @param field the name under which the caller sent it, for the error; the error never holds the token
 */
export function checkTokenShape(provider: TextTokenProvider, token: string, field: string): ShapeResult {
  const shape = SHAPES[provider];
  return shape.pattern.test(token)
    ? { ok: true }
    : { ok: false, error: { path: field, message: shape.expected } };
}
