import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSharedCredentialStore } from '../src/repositories/shared-credentials.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const sealed = (ciphertext: string) => ({ keyId: 'k1', ciphertext });
const store = () => createSharedCredentialStore(database);

/** Makes the credential older, or its hold end earlier, than the database would let it be by itself. */
async function shift(name: string, member: 'madeAt' | 'heldUntil', seconds: number): Promise<void> {
  await database.pool.query(
    `UPDATE settings SET value = jsonb_set(value, ARRAY[$2], to_jsonb((value->>$2)::float8 + $3)) WHERE name = $1`,
    [name, member, seconds],
  );
}

describe('credentials that all processes share', () => {
  it('DIS-10: of many processes that find none, one makes it and all of them get that one', async () => {
    let made = 0;
    const results = await Promise.all(
      Array.from({ length: 12 }, () =>
        store().replace('first', (stored) => {
          if (stored !== null) return null;
          made += 1;
          return sealed(`made ${made}`);
        }),
      ),
    );
    expect(made).toBe(1);
    expect(new Set(results.map((result) => result.sealed.ciphertext))).toEqual(new Set(['made 1']));
    expect(await store().find('first')).toMatchObject({ sealed: sealed('made 1'), isHeld: false });
    expect(await store().find('another')).toBeNull();
  });

  it('F-11: its age is by the database’s clock, also when that was set back', async () => {
    const { ageSeconds } = await store().replace('aged', () => sealed('one'));
    expect(ageSeconds).toBe(0);
    await shift('aged', 'madeAt', -2400);
    expect((await store().find('aged'))?.ageSeconds).toBeCloseTo(2400, -1);
    await shift('aged', 'madeAt', 3600);
    expect((await store().find('aged'))?.ageSeconds).toBeLessThan(-1100);
  });

  it('F-11: whoever makes one is told the database’s time, and sees what is stored', async () => {
    await store().replace('told', () => sealed('one'));
    const seen = await store().replace('told', (stored, now) => {
      expect(stored).toMatchObject({ sealed: sealed('one') });
      expect(Math.abs(now.getTime() - Date.now())).toBeLessThan(60_000);
      return sealed('two');
    });
    expect(seen).toEqual({ sealed: sealed('two'), ageSeconds: 0, now: expect.any(Date), isHeld: false });
    expect((await store().replace('told', () => null)).sealed).toEqual(sealed('two'));
  });

  it('one that is held says so until the time is over; a new one is not held', async () => {
    await store().hold('held', 1200);
    expect(await store().find('held')).toBeNull();
    await store().replace('held', () => sealed('one'));
    await store().hold('held', 1200);
    expect(await store().find('held')).toMatchObject({ sealed: sealed('one'), isHeld: true });
    await shift('held', 'heldUntil', -1200);
    expect(await store().find('held')).toMatchObject({ isHeld: false });
    await store().hold('held', 1200);
    await store().replace('held', () => sealed('two'));
    expect(await store().find('held')).toMatchObject({ sealed: sealed('two'), isHeld: false });
  });

  it('nothing is stored when there is nothing to keep', async () => {
    await expect(store().replace('none', () => null)).rejects.toThrow('could stay');
    expect(await store().find('none')).toBeNull();
  });
});
