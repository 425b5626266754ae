import { AppError } from '@carillon/contracts/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, toPage } from './page-cursor.ts';

describe('page cursors', () => {
  it('REG-4: every position survives the way to the client and back', () => {
    const position = fc.record({
      createdAt: fc.date({ min: new Date(0), noInvalidDate: true }),
      id: fc.uuid({ version: 7 }),
    });
    fc.assert(
      fc.property(position, (given) => {
        expect(decodeCursor(encodeCursor(given))).toEqual(given);
      }),
    );
  });

  it('REG-4: whatever else comes as a cursor is refused by name', () => {
    const other = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc
        .tuple(fc.double(), fc.string())
        .map((pair) => Buffer.from(JSON.stringify(pair)).toString('base64url')),
    );
    fc.assert(
      fc.property(other, (cursor) => {
        expect(() => decodeCursor(cursor)).toThrow(AppError);
      }),
    );
  });

  it('REG-4: a page has a next one exactly when there was a row too many', () => {
    const rowOf = (index: number) => ({
      createdAt: new Date(index),
      id: '0191d5c2-7a3e-7cc1-8d1f-2f3a4b5c6d7e',
    });
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: 1, max: 20 }), (count, limit) => {
        const rows = Array.from({ length: count }, (_, index) => rowOf(index));
        const { items, nextCursor } = toPage(rows, limit, (row) => row);
        expect(items).toEqual(rows.slice(0, limit));
        expect(nextCursor).toBe(count > limit ? encodeCursor(rowOf(limit - 1)) : null);
      }),
    );
  });
});
