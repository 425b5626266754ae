import { ackInputSchema, ackOutputSchema } from '@carillon/contracts/agents';
import { agentProcedure } from '../../base.ts';

export const ack = agentProcedure('ack')
  .meta({
    rest: {
      method: 'POST',
      path: '/client/ack',
      status: 201,
      tags: ['agents'],
      summary: 'Acknowledge a message',
      description:
        'Says what became of a message, once: `processed`, or `failed` with an `error`. It counts also after the lease and ' +
        'after the message’s time to live. A second time is 409; a delivery that this agent was not given is 404.',
    },
  })
  .input(ackInputSchema)
  .output(ackOutputSchema)
  .mutation(({ ctx, input }) => ctx.services.agents.acknowledge(ctx.caller.deviceId, input));
