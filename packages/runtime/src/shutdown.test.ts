import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { createShutdown, type ShutdownHost } from './shutdown.ts';

class FakeProcess extends EventEmitter implements ShutdownHost {
  readonly connected = false;
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }
}

function setUp(limitMs: number) {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const host = new FakeProcess();
  return { host, lines, shutdown: createShutdown({ log, host, limitMs }) };
}

describe('createShutdown', () => {
  it('closes in the reverse of the order of opening, each after the one before it has finished', async () => {
    const { host, shutdown } = setUp(5_000);
    const order: string[] = [];
    for (const name of ['database', 'queue', 'http']) {
      shutdown.add(name, async () => {
        order.push(`${name} starts`);
        await Promise.resolve();
        order.push(`${name} ends`);
      });
    }
    await shutdown.run('test', 0);
    expect(order).toEqual([
      'http starts',
      'http ends',
      'queue starts',
      'queue ends',
      'database starts',
      'database ends',
    ]);
    expect(host.exits).toEqual([0]);
  });

  it('closes the rest when one cannot be closed, and exits 1', async () => {
    const { host, shutdown, lines } = setUp(5_000);
    let closed = false;
    shutdown.add('database', () => {
      closed = true;
    });
    shutdown.add('queue', () => Promise.reject(new Error('stuck')));
    await shutdown.run('test', 0);
    expect(closed).toBe(true);
    expect(host.exits).toEqual([1]);
    expect(lines.join('')).toContain('could not be closed');
  });

  it('exits 1 when the limit passes, whatever is still open', async () => {
    const { host, shutdown, lines } = setUp(10);
    shutdown.add('never', () => new Promise(() => {}));
    const exited = once(host, 'exited');
    host.emit('SIGTERM');
    await exited;
    expect(host.exits).toEqual([1]);
    expect(lines.join('')).toContain('"closing":"never"');
  });

  it('runs once, however many signals come', async () => {
    const { host, shutdown } = setUp(5_000);
    let closings = 0;
    shutdown.add('http', () => {
      closings += 1;
    });
    const exited = once(host, 'exited');
    host.emit('SIGINT');
    host.emit('SIGTERM');
    await exited;
    await shutdown.run('again', 0);
    expect({ closings, exits: host.exits }).toEqual({ closings: 1, exits: [0] });
  });

  it.each(['uncaughtException', 'unhandledRejection'])(
    'logs an %s once and exits 1 after closing',
    async (event) => {
      const { host, lines } = setUp(5_000);
      const exited = once(host, 'exited');
      host.emit(event, new Error('nobody caught me'));
      await exited;
      expect(host.exits).toEqual([1]);
      expect(lines.filter((line) => line.includes('nobody caught me'))).toHaveLength(1);
    },
  );
});
