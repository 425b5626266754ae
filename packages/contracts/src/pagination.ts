import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** `cursor` is opaque: take it from `nextCursor` of the page before. */
export const pageInputSchema = z.object({
  limit: z.coerce.number().int().min(1).max(LIMITS.pageSizeMax).default(LIMITS.pageSizeDefault),
  cursor: z.string().max(512).optional(),
});
export type PageInput = z.infer<typeof pageInputSchema>;

export interface Page<T> {
  readonly items: readonly T[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}
