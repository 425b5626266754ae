import { randomBytes } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

const MAX_REGISTRATIONS = 250_000;

/** How the service treats one registration token. */
export type FcmRegistration = {
  /** The Firebase project that its app belongs to; null is the simulator's own. */
  projectId: string | null;
  /** False once the app was removed: 404 UNREGISTERED. */
  registered: boolean;
  platform: 'android' | 'ios';
  /** Apple refuses the key that the project gave Firebase: 401 THIRD_PARTY_AUTH_ERROR. */
  apnsKeyRefused: boolean;
};

/** As FCM makes them: an installation's id, a colon, and what only FCM reads. */
const TOKEN = /^[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{100,}$/;

const HEALTHY: FcmRegistration = {
  projectId: null,
  registered: true,
  platform: 'android',
  apnsKeyRefused: false,
};

/** Tokens that were minted or changed. Any other well-formed token is a registered Android app of the project. */
export class Registrations {
  readonly #byToken = new BoundedMap<string, FcmRegistration>(MAX_REGISTRATIONS);

  mint(changes: Partial<FcmRegistration>): string {
    const installation = randomBytes(17).toString('base64url').slice(0, 22);
    const token = `${installation}:APA91b${randomBytes(100).toString('base64url')}`;
    this.change(token, changes);
    return token;
  }

  /** null for what FCM could not have issued. */
  get(token: string): FcmRegistration | null {
    return this.#byToken.get(token) ?? (TOKEN.test(token) ? HEALTHY : null);
  }

  change(token: string, changes: Partial<FcmRegistration>): void {
    this.#byToken.set(token, { ...(this.#byToken.get(token) ?? HEALTHY), ...changes });
  }
}
