import { LIMITS } from '@carillon/contracts/limits';
import { describe, expect, it } from 'vitest';
import { payloadSizes } from './payload-size.ts';

describe('the size of a message', () => {
  it('DIS-10: counts bytes and not characters, for each way with its own budget', () => {
    const [browsers, apple, android] = payloadSizes({ title: 'x' });
    const [withBell] = payloadSizes({ title: 'x🔔' });
    expect(browsers?.bytesMax).toBe(LIMITS.webPushPlaintextBytes);
    expect(apple?.bytesMax).toBe(4096);
    expect(android?.bytes).toBeGreaterThan(100);
    // The title stands twice in what browsers get.
    expect((withBell?.bytes ?? 0) - (browsers?.bytes ?? 0)).toBe(8);
  });

  it('shows when data makes a message too large everywhere', () => {
    const sizes = payloadSizes({ title: 'x', data: { blob: 'x'.repeat(4100) } });
    for (const { bytes, bytesMax } of sizes) expect(bytes).toBeGreaterThan(bytesMax);
  });
});
