import { randomBytes } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

const MAX_TOKENS = 250_000;
const TOKEN_BYTES = 32;

export type ApnsEnvironment = 'development' | 'production';

export type DeviceToken = {
  /** Lower-case hexadecimal. */
  token: string;
  environment: ApnsEnvironment;
  topic: string;
  /** Since when it is dead, milliseconds since the epoch, and the reason that a 410 gives. */
  dead: { atMs: number; reason: 'Unregistered' | 'ExpiredToken' } | null;
};

/**
 * The tokens of both environments. A well-formed token that nobody minted becomes one of the environment and the topic
 * that it is first used with, so that apps and benchmarks can make theirs up.
 */
export class DeviceTokens {
  readonly #byToken = new BoundedMap<string, DeviceToken>(MAX_TOKENS);

  mint(environment: ApnsEnvironment, topic: string): DeviceToken {
    return this.#add({ token: randomBytes(TOKEN_BYTES).toString('hex'), environment, topic, dead: null });
  }

  get(token: string): DeviceToken | undefined {
    return this.#byToken.get(token.toLowerCase());
  }

  getOrAdopt(token: string, environment: ApnsEnvironment, topic: string): DeviceToken {
    const known = this.get(token);
    return known ?? this.#add({ token: token.toLowerCase(), environment, topic, dead: null });
  }

  #add(device: DeviceToken): DeviceToken {
    this.#byToken.set(device.token, device);
    return device;
  }
}
