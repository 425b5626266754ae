import { AppError } from '@carillon/contracts/errors';
import { z } from 'zod';
import { simulatorControlRoutes } from '../control-routes.ts';
import type { ControlRoute } from '../control-server.ts';
import type { ApnsSimulator } from './simulator-interface.ts';

const environmentSchema = z.enum(['development', 'production']);
const mintSchema = z
  .strictObject({
    environment: environmentSchema.default('production'),
    count: z.int().min(1).max(10_000).default(1),
  })
  .default({ environment: 'production', count: 1 });

const unregisterSchema = z
  .strictObject({
    reason: z.enum(['Unregistered', 'ExpiredToken']).optional(),
    /** Since when, milliseconds since the epoch; now if left out. */
    atMs: z.int().min(0).optional(),
  })
  .default({});

const http2Schema = z.strictObject({ goAwayAfterStreams: z.int().min(1).nullable() });

const TOKEN = '/tokens/(?<token>[0-9A-Fa-f]+)';

/** What the control port offers; each route is one method of the simulator. */
export function apnsControlRoutes(simulator: () => ApnsSimulator): ControlRoute[] {
  return [
    ...simulatorControlRoutes(simulator),
    {
      method: 'POST',
      pattern: /^\/tokens$/,
      handle: ({ body }) => {
        const { environment, count } = mintSchema.parse(body);
        return { tokens: Array.from({ length: count }, () => simulator().mint(environment)) };
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(`^${TOKEN}/notifications$`),
      handle: ({ parameters }) => ({ notifications: simulator().notifications(parameters.token ?? '') }),
    },
    {
      method: 'POST',
      pattern: new RegExp(`^${TOKEN}/unregister$`),
      handle: ({ parameters, body }) => {
        const { reason, atMs } = unregisterSchema.parse(body);
        const since = {
          ...(reason === undefined ? {} : { reason }),
          ...(atMs === undefined ? {} : { atMs }),
        };
        if (!simulator().unregister(parameters.token ?? '', since)) {
          throw new AppError('not_found', { detail: 'There is no such token' });
        }
      },
    },
    {
      method: 'GET',
      pattern: /^\/http2$/,
      handle: () => ({
        production: simulator().sessions('production'),
        development: simulator().sessions('development'),
      }),
    },
    {
      method: 'PUT',
      pattern: /^\/http2$/,
      handle: ({ body }) => simulator().setGoAwayAfterStreams(http2Schema.parse(body).goAwayAfterStreams),
    },
    { method: 'POST', pattern: /^\/http2\/goaway$/, handle: () => ({ sessions: simulator().goAway() }) },
  ];
}
