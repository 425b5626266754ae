import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

async function startFixture() {
  const child = fork(new URL('./fixtures/closing-process.ts', import.meta.url), { silent: true });
  const output = child.stdout === null ? Promise.resolve('') : text(child.stdout);
  const exited = once(child, 'exit');
  await once(child, 'message');
  return { child, output, exited };
}

describe('a process that shuts down', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'F-10: closes what is open, last opened first, and exits 0 on %s',
    async (signal) => {
      const { child, output, exited } = await startFixture();
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(await output).toMatch(/shutting down.*work drained.*shut down/s);
    },
  );

  it('leaves no orphan: when the parent goes away it ends by itself', async () => {
    const { child, output, exited } = await startFixture();
    child.disconnect();
    expect(await exited).toEqual([0, null]);
    expect(await output).toContain('the parent is gone');
  });
});
