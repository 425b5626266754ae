import type { Scope } from '@carillon/contracts/api-keys';

/** How REST offers a procedure. One procedure may have several routes (DELETE /devices/{id} and POST …/revoke). */
export interface RestRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, parameters in braces and snake_case as in the documentation: `/devices/{id}/token`. */
  readonly path: `/${string}`;
  /** The usual answer. 204 has no body, whatever the procedure returns. */
  readonly status: RestStatus;
  /** What else it may answer on success, chosen by the procedure with `ctx.reply.setStatus`. */
  readonly otherStatuses?: readonly RestStatus[];
  readonly tags: readonly string[];
  /** One line, as a heading. */
  readonly summary: string;
  /** A paragraph: what it does, who may call it, what is particular. */
  readonly description: string;
}

export type RestStatus = 200 | 201 | 202 | 204;

/**
 * Who may call. The base procedures set it; `none` does not even look at credentials, so that a client with an expired
 * token can still sign in.
 */
export type Access = 'none' | 'optional' | 'user' | 'admin' | 'agent';

export interface ProcedureMeta {
  readonly access?: Access;
  /** The scope that an API key needs. Absent: no key may (T-12). */
  readonly scope?: Scope;
  /** Absent: tRPC only. */
  readonly rest?: RestRoute | readonly RestRoute[];
}

/** A procedure's routes as a list. */
export function restRoutes(meta: ProcedureMeta | undefined): readonly RestRoute[] {
  if (meta?.rest === undefined) return [];
  return isList(meta.rest) ? meta.rest : [meta.rest];
}

function isList(rest: RestRoute | readonly RestRoute[]): rest is readonly RestRoute[] {
  return Array.isArray(rest);
}
