import { z } from 'zod';
import type { HttpAnswer } from '../transport/http-result.ts';

/** A ticket of a send, or a receipt: the two have one form. Its `message` can repeat the token, and is not read. */
export interface ExpoFinding {
  readonly isOk: boolean;
  /** Only of a ticket: what its receipt is asked for by. */
  readonly id: string | null;
  /** `DeviceNotRegistered` and the like; null when the answer names none. */
  readonly error: string | null;
}

/** One thing that is wrong with a request as a whole. */
export interface ExpoRequestError {
  readonly code: string | null;
  /** PUSH_TOO_MANY_EXPERIENCE_IDS: the tokens of each project. */
  readonly tokensByProject: ReadonlyMap<string, readonly string[]> | null;
}

const TICKET_ID = /^[A-Za-z0-9-]{1,64}$/;

const findingSchema = z
  .object({
    status: z.enum(['ok', 'error']),
    id: z.string().regex(TICKET_ID).optional().catch(undefined),
    details: z
      .object({ error: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .transform(
    ({ status, id, details }): ExpoFinding => ({
      isOk: status === 'ok',
      id: id ?? null,
      error: details?.error ?? null,
    }),
  );

const ticketsSchema = z.object({ data: z.array(findingSchema) });
const receiptsSchema = z.object({ data: z.record(z.string(), findingSchema) });

const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        code: z.string().optional().catch(undefined),
        details: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
      }),
    )
    .min(1),
});

/** The tickets of a send, in the order of its messages; null when the answer holds none that can be read. */
export function readTickets(answer: HttpAnswer): readonly ExpoFinding[] | null {
  return ticketsSchema.safeParse(jsonOf(answer)).data?.data ?? null;
}

/** Receipts by the ids of their tickets; null when the answer holds none that can be read. */
export function readReceipts(answer: HttpAnswer): ReadonlyMap<string, ExpoFinding> | null {
  const read = receiptsSchema.safeParse(jsonOf(answer)).data;
  return read === undefined ? null : new Map(Object.entries(read.data));
}

/** What an answer says of the request as a whole; null when it says nothing. */
export function readRequestError(answer: HttpAnswer): ExpoRequestError | null {
  const [first] = errorsSchema.safeParse(jsonOf(answer)).data?.errors ?? [];
  if (first === undefined) return null;
  return {
    code: first.code ?? null,
    tokensByProject: first.details === undefined ? null : new Map(Object.entries(first.details)),
  };
}

function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
