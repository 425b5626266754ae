import { z } from 'zod';
import { simulatorControlRoutes } from '../control-routes.ts';
import type { ControlRoute } from '../control-server.ts';
import { EXPO_ERRORS } from './answers.ts';
import { DEFAULT_PROJECT, type TokenBehaviour } from './recipients.ts';
import type { ExpoSimulator } from './simulator-interface.ts';

const behaviourSchema = z
  .strictObject({
    project: z.string().min(1),
    ticket: z.enum(EXPO_ERRORS).nullable(),
    receipt: z.enum([...EXPO_ERRORS, 'never']).nullable(),
    receiptAfterMs: z.int().min(0),
  })
  .partial()
  .transform((changes) => given(changes));

const mintSchema = z
  .strictObject({
    count: z.int().min(1).max(10_000).default(1),
    behaviour: behaviourSchema.default({ project: DEFAULT_PROJECT }),
  })
  .prefault({});

const TOKEN = '/tokens/(?<token>[^/]+)';

/** What the control port offers; each route is one method of the simulator. */
export function expoControlRoutes(simulator: () => ExpoSimulator): ControlRoute[] {
  const tokenOf = (parameters: Readonly<Record<string, string>>) =>
    decodeURIComponent(parameters.token ?? '');
  return [
    ...simulatorControlRoutes(simulator),
    { method: 'GET', pattern: /^\/receipt-hits$/, handle: () => simulator().receiptHits() },
    {
      method: 'POST',
      pattern: /^\/tokens$/,
      handle: ({ body }) => {
        const { count, behaviour } = mintSchema.parse(body);
        return { tokens: Array.from({ length: count }, () => simulator().mint(behaviour)) };
      },
    },
    {
      method: 'PUT',
      pattern: new RegExp(`^${TOKEN}$`),
      handle: ({ parameters, body }) => simulator().change(tokenOf(parameters), behaviourSchema.parse(body)),
    },
    {
      method: 'GET',
      pattern: new RegExp(`^${TOKEN}/messages$`),
      handle: ({ parameters }) => ({ messages: simulator().messages(tokenOf(parameters)) }),
    },
  ];
}

/** Only the members that were given, so that changing one leaves the others. */
function given(changes: { [Name in keyof TokenBehaviour]?: TokenBehaviour[Name] | undefined }) {
  const members = Object.entries(changes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(members) as Partial<TokenBehaviour>;
}
