import type { Scope } from '@carillon/contracts/api-keys';
import { type ProcedureMeta, type RestRoute, restRoutes } from '@carillon/trpc/meta';
import type { AnyTRPCProcedure, AnyTRPCRouter } from '@trpc/server';
import { z } from 'zod';

/** One procedure as its REST side needs it. */
export interface ProcedureInfo {
  /** With dots, as tRPC names it: `devices.list`. */
  readonly path: string;
  readonly type: 'query' | 'mutation';
  readonly access: NonNullable<ProcedureMeta['access']>;
  /** What an API key needs; null: no key may (T-12). */
  readonly scope: Scope | null;
  readonly routes: readonly RestRoute[];
  /** Null when it takes nothing. */
  readonly input: z.ZodType | null;
  /** Null when it answers nothing. */
  readonly output: z.ZodType | null;
}

/**
 * Every procedure of a router, in the order of their names.
 *
 * @throws {Error} for a procedure that REST could not offer rightly: a programming error, found at start
 */
export function listProcedures(router: AnyTRPCRouter): ProcedureInfo[] {
  const procedures = Object.entries(router._def.procedures as Record<string, AnyTRPCProcedure>);
  return procedures
    .map(([path, procedure]) => describeProcedure(path, procedure))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The parts of tRPC's procedure definition that its types keep to themselves. */
interface Definition {
  readonly type: string;
  readonly meta?: ProcedureMeta;
  readonly inputs: readonly unknown[];
  readonly output?: unknown;
}

function describeProcedure(path: string, procedure: AnyTRPCProcedure): ProcedureInfo {
  const { type, meta, inputs, output } = procedure._def as unknown as Definition;
  if (type !== 'query' && type !== 'mutation') throw new Error(`${path}: REST has no ${type}s`);
  if (inputs.length > 1) throw new Error(`${path}: declare one input schema, not ${inputs.length}`);
  const routes = restRoutes(meta);
  if (type === 'mutation' && routes.some(({ method }) => method === 'GET')) {
    throw new Error(`${path}: a change must not be made by GET`);
  }
  return {
    path,
    type,
    access: meta?.access ?? 'none',
    scope: meta?.scope ?? null,
    routes,
    input: asZod(path, inputs[0]),
    output: output instanceof z.ZodVoid ? null : asZod(path, output),
  };
}

function asZod(path: string, parser: unknown): z.ZodType | null {
  if (parser === undefined) return null;
  if (parser instanceof z.ZodType) return parser;
  throw new Error(`${path}: inputs and outputs must be zod schemas`);
}
