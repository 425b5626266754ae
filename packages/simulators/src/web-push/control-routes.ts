import { AppError } from '@carillon/contracts/errors';
import { z } from 'zod';
import { simulatorControlRoutes } from '../control-routes.ts';
import type { ControlRoute } from '../control-server.ts';
import type { WebPushSimulator } from './simulator-interface.ts';

const mintSchema = z
  .strictObject({
    /** base64url of the 65-byte point, as `pushManager.subscribe` takes it; null lets any sender in. */
    applicationServerKey: z.string().min(1).nullable(),
    count: z.int().min(1).max(10_000).default(1),
  })
  .default({ applicationServerKey: null, count: 1 });

const SUBSCRIPTION = '/subscriptions/(?<id>[\\w-]+)';

/** What the control port offers; each route is one method of the simulator. */
export function webPushControlRoutes(simulator: () => WebPushSimulator): ControlRoute[] {
  return [
    ...simulatorControlRoutes(simulator),
    {
      method: 'POST',
      pattern: /^\/subscriptions$/,
      handle: ({ body }) => {
        const { applicationServerKey, count } = mintSchema.parse(body);
        return { subscriptions: Array.from({ length: count }, () => simulator().mint(applicationServerKey)) };
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(`^${SUBSCRIPTION}/messages$`),
      handle: ({ parameters }) => ({ messages: simulator().messages(parameters.id ?? '') }),
    },
    {
      method: 'POST',
      pattern: new RegExp(`^${SUBSCRIPTION}/expire$`),
      handle: ({ parameters }) => {
        if (!simulator().expire(parameters.id ?? '')) {
          throw new AppError('not_found', { detail: 'There is no such subscription' });
        }
      },
    },
  ];
}
