import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { pollInputSchema, pollOutputSchema } from '@carillon/contracts/agents';
import { agentProcedure } from '../../base.ts';

export const poll = agentProcedure('poll')
  .meta({
    rest: {
      method: 'GET',
      path: '/client/poll',
      status: 200,
      tags: ['agents'],
      summary: 'Fetch messages',
      description:
        'The messages that this agent has not acknowledged, in the order in which they were sent, each leased to it for 60 ' +
        'seconds: it comes again after that until it is acknowledged or its time to live has ended. With `wait` the answer ' +
        'comes as soon as there is a message, or empty after so many seconds. `next_poll_seconds` says how long to wait ' +
        'before the next poll; 0 when there may be more. Rate limited by agent.',
    },
  })
  .input(pollInputSchema)
  .output(pollOutputSchema)
  .query(async ({ ctx, input, signal }) => {
    const { agents, auth } = ctx.services;
    await auth.limits.charge('polling', rateLimitSubject(ctx.caller, ctx.client));
    return agents.poll(ctx.caller.deviceId, input, signal ?? new AbortController().signal);
  });
