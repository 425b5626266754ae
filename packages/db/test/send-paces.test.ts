import { createMemoryPace } from '@carillon/testing/memory-pace';
import { describeSendPaceConformance } from '@carillon/testing/send-pace-conformance';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll } from 'vitest';
import { createSendPace } from '../src/repositories/send-paces.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describeSendPaceConformance({
  name: 'the database’s pace',
  start: (workers) => Array.from({ length: workers }, () => createSendPace(database)),
});

describeSendPaceConformance({
  name: 'the pace in memory',
  start: (workers) => {
    const pace = createMemoryPace();
    return Array.from({ length: workers }, () => pace);
  },
});
