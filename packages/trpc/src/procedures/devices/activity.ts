import { agentActivitySchema } from '@carillon/contracts/agents';
import { deviceRefInputSchema } from '@carillon/contracts/devices';
import { scopedProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const activity = scopedProcedure('devices:read')
  .meta({
    rest: {
      method: 'GET',
      path: '/devices/{id}/activity',
      status: 200,
      tags: ['devices', 'agents'],
      summary: 'Read how an agent is doing',
      description:
        'Over the last 24 hours: how often it polled, what it was given, how much of it it processed; and whether it is ' +
        'online, which means that it polled within 300 seconds. For its owner, administrators and API keys with ' +
        'the scope devices:read.',
    },
  })
  .input(deviceRefInputSchema)
  .output(agentActivitySchema)
  .query(({ ctx, input }) => ctx.services.devices.activity(actorOf(ctx), input.id));
