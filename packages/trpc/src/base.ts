import type { Caller } from '@carillon/auth/caller';
import type { Scope } from '@carillon/contracts/api-keys';
import { AppError } from '@carillon/contracts/errors';
import { withLogContext } from '@carillon/runtime/log-context';
import { type RequestFacts, withRequestFacts } from '@carillon/runtime/request-facts';
import { initTRPC } from '@trpc/server';
import type { Context } from './context.ts';
import { type ErrorData, rpcCode, toAppError } from './errors.ts';
import type { Access, ProcedureMeta } from './meta.ts';
import { requireAdmin, requireAgent, requireUser, requireUserOrScope } from './require-caller.ts';
import { requireStorableText } from './storable-text.ts';

/**
 * No transformer: what travels is plain JSON, readable by curl and by clients that are not ours, and the same as REST's.
 * Dates arrive as ISO 8601 strings, and the types that clients infer say so.
 */
const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter: ({ error, ctx }) => {
      const appError = toAppError(error);
      const data: ErrorData = {
        code: appError.code,
        httpStatus: appError.status,
        requestId: ctx?.requestId ?? null,
        errors: appError.errors,
        retryAfterSeconds: appError.retryAfterSeconds ?? null,
      };
      return { code: rpcCode(appError.status), message: appError.message, data };
    },
  });

export const { router, createCallerFactory } = t;

/** Outermost, so that it sees what every other part of a procedure throws: each unexpected error is logged once, here.
 * Whatever is logged within carries the request's id (OBS-2). */
const logFailures = t.middleware(({ ctx, path, next }) =>
  withLogContext({ request_id: ctx.requestId }, async () => {
    const result = await next();
    if (result.ok) return result;
    const error = toAppError(result.error);
    const members = { err: error.cause, procedure: path };
    if (error.code === 'internal') ctx.log.error(members, 'a procedure failed');
    if (error.code === 'unavailable') ctx.log.warn(members, 'a procedure was unavailable');
    return result;
  }),
);

/** SEC-7: before the database would fail over it; like all of the input, only once it is known who calls. */
const refuseUnstorableText = t.middleware(async ({ getRawInput, next }) => {
  requireStorableText(await getRawInput());
  return next();
});

/** OBS-3: every record of the audit log that is made within says by which request, until it is known whose it is. */
const noteRequest = t.middleware(({ ctx, next }) => withRequestFacts(factsOf(ctx, null), next));

const loggedProcedure = t.procedure.use(logFailures).use(noteRequest);

/** Anyone. Credentials are not looked at. */
export const publicProcedure = loggedProcedure.meta({ access: 'none' }).use(refuseUnstorableText);

/** Anyone; `ctx.caller` is null without credentials. Credentials that are not accepted are refused, not ignored. */
export const optionalUserProcedure = loggedProcedure
  .meta({ access: 'optional' })
  .use(async ({ ctx, next }) => {
    const known = await ctx.authenticate();
    const caller = known === null ? null : requireUser(known);
    const result = await next({ ctx: { caller } });
    if (result.ok) await touchDevice(ctx, caller);
    return result;
  })
  .use(refuseUnstorableText);

/** Signed-in users; `ctx.caller` says who. API keys and agents are refused. */
export const userProcedure = knownProcedure('user')
  .use(({ ctx, next }) => next({ ctx: { caller: requireUser(ctx.caller) } }))
  .use(refuseUnstorableText);

/** Administrators. */
export const adminProcedure = knownProcedure('admin')
  .use(({ ctx, next }) => next({ ctx: { caller: requireAdmin(requireUser(ctx.caller)) } }))
  .use(refuseUnstorableText);

/** Signed-in users, and API keys that have the scope (AUTH-5). */
export const scopedProcedure = (scope: Scope) =>
  knownProcedure('user')
    .meta({ access: 'user', scope })
    .use(({ ctx, next }) => next({ ctx: { caller: requireUserOrScope(ctx.caller, scope) } }))
    .use(refuseUnstorableText);

/** Administrators, and API keys that have the scope. */
export const scopedAdminProcedure = (scope: Scope) =>
  knownProcedure('admin')
    .meta({ access: 'admin', scope })
    .use(({ ctx, next }) => next({ ctx: { caller: requireAdmin(requireUserOrScope(ctx.caller, scope)) } }))
    .use(refuseUnstorableText);

/** Agents, by signature or Basic (SEC-3). A call that comes to nothing, for want of credentials too, is counted as refused. */
export const agentProcedure = (call: 'poll' | 'ack') =>
  t.procedure
    .use(async ({ ctx, next }) => {
      const result = await next();
      if (!result.ok) ctx.services.agents.countRefusal(call);
      return result;
    })
    .concat(knownProcedure('agent'))
    .use(({ ctx, next }) => next({ ctx: { caller: requireAgent(ctx.caller) } }))
    .use(refuseUnstorableText);

/** Whoever has credentials that are accepted. */
function knownProcedure(access: Access) {
  return loggedProcedure.meta({ access }).use(async ({ ctx, next }) => {
    const caller = await ctx.authenticate();
    if (caller === null) {
      throw new AppError('unauthenticated', {
        detail: 'Sign in, and send the access token as "Authorization: Bearer …".',
      });
    }
    const result = await withRequestFacts(factsOf(ctx, caller), () => next({ ctx: { caller } }));
    if (result.ok) await touchDevice(ctx, caller);
    return result;
  });
}

function factsOf({ requestId, client: { ipAddress } }: Context, caller: Caller | null): RequestFacts {
  return { requestId, ipAddress, apiKeyId: caller?.kind === 'api-key' ? caller.apiKeyId : null };
}

/** REG-12: a device was seen when a call of its session succeeded. That it cannot be noted must not fail the call. */
async function touchDevice({ services, log }: Context, caller: Caller | null): Promise<void> {
  if (caller === null || caller.kind === 'api-key' || caller.deviceId === null) return;
  try {
    await services.devices.touch(caller.deviceId);
  } catch (error) {
    log.warn({ err: error, device_id: caller.deviceId }, 'could not note that a device was seen');
  }
}
