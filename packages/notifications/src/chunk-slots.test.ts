import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createLogger } from '@carillon/runtime/logger';
import { describe, expect, it } from 'vitest';
import { createChunkSlots } from './chunk-slots.ts';
import type { ChunkJobData } from './jobs.ts';

const never = new AbortController().signal;
const job: ChunkJobData = {
  notificationId: 'n' as NotificationId,
  channel: 'webpush',
  deviceIds: ['d' as DeviceId],
  reservedUntil: new Date(0).toISOString(),
  requestId: null,
  lane: 'bulk',
};

/** Chunks that end when the test says so. */
function setUp(maxBehind: number, areStarted: boolean) {
  const chunks: PromiseWithResolvers<void>[] = [];
  const slots = createChunkSlots({
    deliver: (_, { onAllStarted }) => {
      const chunk = Promise.withResolvers<void>();
      chunks.push(chunk);
      if (areStarted) onAllStarted();
      return chunk.promise;
    },
    maxBehind,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  return { slots, chunks };
}

describe('createChunkSlots', () => {
  it('DIS-1: a chunk whose messages have all left lets the next one begin, and goes on; draining waits for it', async () => {
    const { slots, chunks } = setUp(2, true);
    await slots.run(job, never);
    await slots.run(job, never);
    let isDrained = false;
    const drained = slots.drain().then(() => {
      isDrained = true;
    });
    chunks[0]?.resolve();
    await chunks[0]?.promise;
    expect(isDrained).toBe(false);
    chunks[1]?.resolve();
    await drained;
  });

  it('keeps no more than so many at once: the next one holds its place until it is done', async () => {
    const { slots, chunks } = setUp(1, true);
    await slots.run(job, never);
    const held = slots.run(job, never);
    const first = Promise.race([held.then(() => 'returned'), slots.run(job, never).then(() => 'returned')]);
    chunks[1]?.resolve();
    await held;
    chunks[0]?.resolve();
    chunks[2]?.resolve();
    expect(await first).toBe('returned');
    await slots.drain();
  });

  it('keeps its place as long as a message waits for its turn', async () => {
    const { slots, chunks } = setUp(4, false);
    let isOver = false;
    const run = slots.run(job, never).then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    chunks[0]?.resolve();
    await run;
    await slots.drain();
  });

  it('F-3: a chunk that fails early fails its job, one that fails later is logged and comes back by its leases', async () => {
    const early = setUp(4, false);
    const run = early.slots.run(job, never);
    early.chunks[0]?.reject(new Error('the database is away'));
    await expect(run).rejects.toThrow('the database is away');
    const late = setUp(4, true);
    await late.slots.run(job, never);
    late.chunks[0]?.reject(new Error('the database is away'));
    await expect(late.slots.drain()).resolves.toBeUndefined();
  });
});
