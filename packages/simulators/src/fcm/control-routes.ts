import { z } from 'zod';
import { simulatorControlRoutes } from '../control-routes.ts';
import type { ControlRoute } from '../control-server.ts';
import type { FcmRegistration } from './registrations.ts';
import type { FcmSimulator } from './simulator-interface.ts';

const registrationSchema = z
  .strictObject({
    projectId: z.string().min(1).nullable(),
    registered: z.boolean(),
    platform: z.enum(['android', 'ios']),
    apnsKeyRefused: z.boolean(),
  })
  .partial()
  .transform((changes) => given(changes));

const mintSchema = z
  .strictObject({
    count: z.int().min(1).max(10_000).default(1),
    registration: registrationSchema.default({}),
  })
  .prefault({});

const TOKEN = '/tokens/(?<token>[^/]+)';

/** What the control port offers; each route is one method of the simulator. */
export function fcmControlRoutes(simulator: () => FcmSimulator): ControlRoute[] {
  const tokenOf = (parameters: Readonly<Record<string, string>>) =>
    decodeURIComponent(parameters.token ?? '');
  return [
    ...simulatorControlRoutes(simulator),
    { method: 'GET', pattern: /^\/token-hits$/, handle: () => simulator().tokenHits() },
    {
      method: 'POST',
      pattern: /^\/tokens$/,
      handle: ({ body }) => {
        const { count, registration } = mintSchema.parse(body);
        return { tokens: Array.from({ length: count }, () => simulator().mint(registration)) };
      },
    },
    {
      method: 'PUT',
      pattern: new RegExp(`^${TOKEN}$`),
      handle: ({ parameters, body }) =>
        simulator().change(tokenOf(parameters), registrationSchema.parse(body)),
    },
    {
      method: 'GET',
      pattern: new RegExp(`^${TOKEN}/messages$`),
      handle: ({ parameters }) => ({ messages: simulator().messages(tokenOf(parameters)) }),
    },
    {
      method: 'DELETE',
      pattern: /^\/access-tokens$/,
      handle: () => simulator().revokeAccessTokens(),
    },
  ];
}

/** Only the members that were given, so that changing one leaves the others. */
function given(changes: { [Name in keyof FcmRegistration]?: FcmRegistration[Name] | undefined }) {
  const members = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as Partial<FcmRegistration>;
}
