import type { Audience } from '@carillon/contracts/notifications';
import type { Channel } from '@carillon/contracts/providers';
import { type Authorization, authorizeAudience } from './authorize.ts';
import type { AudienceReader } from './ports.ts';
import type { SendContext } from './send-context.ts';

export interface EstimateDependencies extends Authorization {
  readonly audiences: AudienceReader;
}

export interface Estimate {
  readonly devices: number;
  readonly channels: { readonly channel: Channel; readonly devices: number }[];
}

/** How many devices a message to the audience would be delivered to now. Who may ask, and errors: {@link authorizeAudience}. */
export async function estimate(
  dependencies: EstimateDependencies,
  context: SendContext,
  audience: Audience,
): Promise<Estimate> {
  const authorized = await authorizeAudience(dependencies, context, audience);
  const channels = await dependencies.audiences.count(authorized);
  return { channels, devices: channels.reduce((sum, { devices }) => sum + devices, 0) };
}
