import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const CLI = new URL('../src/cli.ts', import.meta.url).pathname;

function start(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  });
}

/** Collects the output until it contains `marker`; throws with what came if the process ends before. */
async function outputUntil(child: ReturnType<typeof start>, marker: string): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes(marker)) return output;
  }
  throw new Error(`The process ended after: ${output}`);
}

describe('the command line', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints the settings, and %s ends it with exit code 0 and no file left',
    async (signal) => {
      await using child = start();
      const output = await outputUntil(child, 'Stop with Ctrl-C.');
      expect(output).toMatch(/WEBPUSH_TEST_ORIGINS=https:\/\/127\.0\.0\.1:\d+/);
      expect(output).toMatch(/dom\.push\.serverURL = ws:\/\/127\.0\.0\.1:\d+\//);
      const caFile = /NODE_EXTRA_CA_CERTS=(.+)/.exec(output)?.[1] ?? '';
      expect(existsSync(caFile)).toBe(true);
      const controlUrl = /curl (http:\S+)\/hits/.exec(output)?.[1] ?? '';
      expect((await fetch(`${controlUrl}/hits`)).status).toBe(200);

      const exited = once(child, 'exit');
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(existsSync(caFile)).toBe(false);
    },
  );

  it('a port in use is one clear message and exit code 1', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    await using child = start('--push-port', String(port));
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    occupant.close();
    expect(code).toBe(1);
    expect(errors).toContain('The push service did not start: listen EADDRINUSE');
    expect(errors).not.toContain('    at ');
  });

  it.each([
    ['an unknown option', ['--verbose']],
    ['a port that is none', ['--push-port', '70000']],
  ])('%s shows the usage and exits with 2', async (_, args) => {
    await using child = start(...args);
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    expect(code).toBe(2);
    expect(errors).toContain('Usage:');
  });
});
