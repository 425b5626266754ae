import { rateLimitSubject } from '@carillon/auth/rate-limits';
import { rotateSecretInputSchema, rotateSecretOutputSchema } from '@carillon/contracts/agents';
import { userProcedure } from '../../base.ts';
import { actorOf } from '../actor.ts';

export const rotateSecret = userProcedure
  .meta({
    rest: {
      method: 'POST',
      path: '/devices/{id}/secret/rotate',
      status: 200,
      tags: ['devices', 'agents'],
      summary: 'Give an agent a new secret',
      description:
        'The new secret is in this answer and in no other. The one before is accepted for `grace_seconds` more (a day if ' +
        'nothing is said, 0 to end it at once). Two secrets at the most are ever accepted. Only the owner may. Rate limited ' +
        'by account.',
    },
  })
  .input(rotateSecretInputSchema)
  .output(rotateSecretOutputSchema)
  .mutation(async ({ ctx, input }) => {
    const { auth, devices } = ctx.services;
    await auth.limits.charge('subscribe', rateLimitSubject(ctx.caller, ctx.client));
    return devices.rotateSecret(actorOf(ctx), input);
  });
