import { expect, it } from 'vitest';
import { createSupervisor } from '../src/supervisor.ts';

const script = (code: string) => ({
  name: 'service',
  command: process.execPath,
  args: ['-e', code],
  cwd: process.cwd(),
  env: process.env,
});

it('a service that ends while the product starts fails the start and names it', async () => {
  const supervisor = createSupervisor(() => {});
  supervisor.start(script('process.exit(3)'));
  await expect(supervisor.failedStart).rejects.toThrow('service ended with code 3');
  await supervisor.stop(1_000);
});

it('a service that dies later is started again', async () => {
  const said = Promise.withResolvers<string>();
  const again = Promise.withResolvers<void>();
  let messages = 0;
  const supervisor = createSupervisor((message) => {
    said.resolve(message);
    messages += 1;
    // The second death proves that it ran again.
    if (messages === 2) again.resolve();
  });
  supervisor.start(script('setTimeout(() => process.kill(process.pid, "SIGKILL"), 50)'));
  supervisor.everythingReady();
  expect(await said.promise).toMatch(/service ended with SIGKILL; it starts again in/);
  await again.promise;
  await supervisor.stop(1_000);
});

it('a service that ignores SIGTERM is killed when its time is up', async () => {
  const supervisor = createSupervisor(() => {});
  supervisor.start(script('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'));
  await supervisor.stop(300);
});
