import { AppError } from '@carillon/contracts/errors';
import {
  adminProcedure,
  optionalUserProcedure,
  publicProcedure,
  router,
  userProcedure,
} from '@carillon/trpc/base';
import type { RestRoute } from '@carillon/trpc/meta';
import { z } from 'zod';

const about = { tags: ['samples'], summary: 'A sample', description: 'Shows `one` thing.' } as const;
const rest = (
  method: RestRoute['method'],
  path: RestRoute['path'],
  status: RestRoute['status'],
): RestRoute => ({
  ...about,
  method,
  path,
  status,
});

/** A router that shows each thing that the HTTP side does for procedures, without any domain behind it. */
export const sampleRouter = router({
  samples: router({
    create: userProcedure
      .meta({ rest: { ...rest('POST', '/samples', 201), otherStatuses: [200] } })
      .input(
        z.object({
          sampleName: z.string().min(1).max(5),
          isKnown: z.boolean().optional(),
          data: z.record(z.string(), z.unknown()).optional(),
          idempotencyKey: z.string().optional(),
        }),
      )
      .output(
        z.object({
          sampleName: z.string(),
          createdAt: z.date(),
          data: z.record(z.string(), z.unknown()).nullable(),
          idempotencyKey: z.string().nullable(),
        }),
      )
      .mutation(({ ctx, input }) => {
        if (input.isKnown) ctx.reply.setStatus(200);
        return {
          sampleName: input.sampleName,
          createdAt: new Date(0),
          data: input.data ?? null,
          idempotencyKey: input.idempotencyKey ?? null,
        };
      }),
    list: optionalUserProcedure
      .meta({ rest: rest('GET', '/samples', 200) })
      .input(
        z.object({
          limit: z.coerce.number().int().max(100).default(50),
          onlyMine: z.boolean().default(false),
          tags: z.array(z.string()).default([]),
        }),
      )
      .output(
        z.object({ limit: z.number(), onlyMine: z.boolean(), tags: z.array(z.string()), caller: z.string() }),
      )
      .query(({ ctx, input }) => ({ ...input, caller: ctx.caller?.kind ?? 'nobody' })),
    update: publicProcedure
      .meta({ rest: rest('PATCH', '/samples/{sample_id}', 200) })
      .input(z.object({ sampleId: z.string(), newName: z.string() }))
      .output(z.object({ sampleId: z.string(), newName: z.string() }))
      .mutation(({ input }) => input),
    remove: publicProcedure
      .meta({ rest: [rest('DELETE', '/samples/{id}', 204), rest('POST', '/samples/{id}/remove', 204)] })
      .input(z.object({ id: z.string(), why: z.string().optional() }))
      .output(z.void())
      .mutation(({ input }) => {
        if (input.id === 'gone') throw new AppError('not_found', { detail: 'There is no such sample.' });
      }),
    limited: publicProcedure.meta({ rest: rest('POST', '/limited', 200) }).mutation(() => {
      throw new AppError('rate_limited', { detail: 'Wait a little.', retryAfterSeconds: 6.2 });
    }),
    broken: publicProcedure.meta({ rest: rest('POST', '/broken', 200) }).mutation(() => {
      throw new Error('canary-secret in postgres://user:canary-secret@db');
    }),
    away: publicProcedure.meta({ rest: rest('GET', '/away', 200) }).query(() => {
      throw Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
    }),
    administer: adminProcedure.meta({ rest: rest('GET', '/administer', 200) }).query(() => ({ done: true })),
    internalOnly: publicProcedure.query(() => 'by tRPC alone'),
    count: publicProcedure.mutation(({ ctx }) => ctx.requestId),
  }),
});
