import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type CommandOptions, runCommand } from './run-command.ts';

/** What the tests of the shell examples run, each from Debian's package of its name. */
const PROGRAMS = ['curl', 'openssl'] as const;

/**
 * Finds the programs that tests run, and installs those that are missing by apt as root on Debian.
 *
 * @throws {Error} that says what to install when that fails
 */
export async function ensurePrograms(options: CommandOptions): Promise<void> {
  const missing = PROGRAMS.filter((program) => !isInstalled(program, options.env));
  if (missing.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('apt-get', ['-qq', 'update'], { ...options, env });
    await runCommand('apt-get', ['-qq', 'install', '--yes', ...missing], { ...options, env });
  }
  const absent = missing.filter((program) => !isInstalled(program, options.env));
  if (absent.length > 0) throw new Error(`${absent.join(' and ')} are needed by the tests: install them`);
}

function isInstalled(program: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  return PATH.split(delimiter).some((folder) => existsSync(join(folder, program)));
}
