import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

/** A program that ends by `endWith`, started as bin/bootstrap.mjs starts one. */
function startProgram(work: string, stdout: 'ignore' | 'pipe' = 'ignore') {
  const module = new URL('./end-with.ts', import.meta.url).href;
  const program = `import { endWith } from ${JSON.stringify(module)}; await endWith(${work});`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  });
}

describe('endWith', () => {
  it.each([
    ['async () => true', 0],
    ['async () => false', 1],
    ['async () => { throw new Error("expected by the test") }', 1],
  ])('a program whose work is %s ends with %i, although its starter listens', async (work, code) => {
    expect(await once(startProgram(work), 'exit')).toEqual([code, null]);
  });

  it('ends with 130 when it is interrupted, once what it runs has ended, and begins nothing more', async () => {
    const commands = new URL('./run-command.ts', import.meta.url).href;
    const begin = `runCommand('sh', ['-c', 'echo begun; exec sleep 60'], { cwd: '/', env: process.env })`;
    const program = startProgram(
      `async () => { const { runCommand } = await import(${JSON.stringify(commands)}); await ${begin}; await ${begin}; }`,
      'pipe',
    );
    const [line] = await once(program.stdout as NodeJS.ReadableStream, 'data');
    expect(String(line)).toBe('begun\n');
    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([130, null]);
  });

  it('ends with 1 when its starter is gone', async () => {
    const program = startProgram('() => { process.send("started"); return new Promise(() => {}); }');
    await once(program, 'message');
    program.disconnect();
    expect(await once(program, 'exit')).toEqual([1, null]);
  });
});
