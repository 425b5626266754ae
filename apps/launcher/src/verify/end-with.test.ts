import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

/** A program that ends by `endWith`, started as bin/bootstrap.mjs starts one. */
function startProgram(work: string) {
  const module = new URL('./end-with.ts', import.meta.url).href;
  const program = `import { endWith } from ${JSON.stringify(module)}; await endWith(${work});`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
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

  it('ends with 1 when its starter is gone', async () => {
    const program = startProgram('() => { process.send("started"); return new Promise(() => {}); }');
    await once(program, 'message');
    program.disconnect();
    expect(await once(program, 'exit')).toEqual([1, null]);
  });
});
