import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from './options.ts';

const SECRET = 'f'.repeat(64);

describe('the command line', () => {
  it('takes what it leaves out from the environment', () => {
    const env = { CARILLON_URL: 'http://a', CARILLON_DEVICE: 'd', CARILLON_SECRET: SECRET };
    const asked = readOptions(['--url', 'http://b', '--exec', 'true', '--timeout', '30'], env);
    expect(asked).toMatchObject({
      kind: 'run',
      options: {
        url: 'http://b',
        deviceId: 'd',
        secret: SECRET,
        exec: 'true',
        timeoutMs: 30_000,
        once: false,
      },
    });
  });

  it.each([
    [[], 'url'],
    [['--url', 'http://a'], 'device'],
    [['--url', 'http://a', '--device', 'd'], 'secret'],
    [['--url', 'http://a', '--device', 'd', '--secret', SECRET], 'secret'],
    [['--url', 'http://a', '--device', 'd', '--secret-file', 'f', '--timeout', '3'], '--exec'],
    [
      ['--url', 'http://a', '--device', 'd', '--secret-file', 'f', '--exec', 'true', '--timeout', '0'],
      'whole',
    ],
  ])('refuses %j and says why', (args, word) => {
    expect(() => readOptions(args, {})).toThrow(UsageError);
    expect(() => readOptions(args, {})).toThrow(word);
  });

  it('SEC-1: the secret is no option, since command lines can be read by others', () => {
    expect(() => readOptions(['--secret', SECRET], {})).toThrow(UsageError);
  });
});
