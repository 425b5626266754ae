import { createTestRegistry, randomKeyRing, type TestRegistry } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll } from 'vitest';

export interface FileRegistry {
  readonly database: TestDatabase;
  /** One for the whole database, where the VAPID pair is sealed with it. */
  readonly keyRing: ReturnType<typeof randomKeyRing>;
  setUp(anonymousSubscriptions?: boolean): TestRegistry;
}

/** A database for the tests of the calling file, gone after them, and registries over it that share a key ring. */
export function useFileRegistry(): FileRegistry {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  const keyRing = randomKeyRing('k1');
  return {
    get database() {
      return database;
    },
    keyRing,
    setUp: (anonymousSubscriptions = false) =>
      createTestRegistry(database, { keyRing, anonymousSubscriptions }),
  };
}
