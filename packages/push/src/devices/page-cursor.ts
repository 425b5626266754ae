import { invalidField } from '@carillon/contracts/errors';
import type { Page } from '@carillon/contracts/pagination';
import { z } from 'zod';

/** The place of a row in a list that is ordered by creation, newest first; `id` decides within one millisecond. */
export interface PagePosition {
  readonly createdAt: Date;
  readonly id: string;
}

const positionSchema = z.tuple([z.number().int().min(0).max(8.64e15), z.uuid()]);

export function encodeCursor({ createdAt, id }: PagePosition): string {
  return Buffer.from(JSON.stringify([createdAt.getTime(), id])).toString('base64url');
}

/** @throws {AppError} `validation_failed` naming `cursor` when it is none of ours */
export function decodeCursor(cursor: string): PagePosition {
  const position = positionSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!position.success) throw invalidField('cursor', 'Expected the next_cursor of an earlier page');
  const [createdAtMs, id] = position.data;
  return { createdAt: new Date(createdAtMs), id };
}

/** Cuts the page from `limit + 1` rows: the row too many says that there is a next page. */
export function toPage<T>(rows: readonly T[], limit: number, positionOf: (row: T) => PagePosition): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? encodeCursor(positionOf(last)) : null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
