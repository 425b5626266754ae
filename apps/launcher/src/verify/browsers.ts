import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type CommandOptions, runCommand } from './run-command.ts';

interface Browser {
  readonly name: string;
  /** Names under which it is found on PATH, and Debian's package for it. */
  readonly programs: readonly string[];
  readonly debianPackage: string;
  /** The variable that names another place, and the arguments with which @puppeteer/browsers downloads it. */
  readonly variable: string;
  readonly download: string;
}

const BROWSERS: readonly Browser[] = [
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
    variable: 'CHROMIUM_PATH',
    download: 'chromium@latest',
  },
  {
    name: 'Firefox',
    programs: ['firefox-esr', 'firefox'],
    debianPackage: 'firefox-esr',
    variable: 'FIREFOX_PATH',
    download: 'firefox@stable',
  },
];

/**
 * Finds the browsers of the end-to-end tests, and installs those that are missing: by apt as root on Debian, else by
 * downloading them. Returns the variables that name them.
 *
 * @throws {Error} that says what to install when all of it fails
 */
export async function ensureBrowsers(options: CommandOptions): Promise<Record<string, string>> {
  const missing = BROWSERS.filter((browser) => find(browser, options.env) === null);
  if (missing.length > 0) await installByApt(missing, options);
  const found: Record<string, string> = {};
  for (const browser of BROWSERS) {
    const place = find(browser, options.env) ?? (await download(browser, options));
    if (place === null) {
      throw new Error(
        `${browser.name} is needed by the end-to-end tests: install it, or set ${browser.variable} to its path`,
      );
    }
    found[browser.variable] = place;
  }
  return found;
}

function find(browser: Browser, env: NodeJS.ProcessEnv): string | null {
  const named = env[browser.variable];
  if (named !== undefined && existsSync(named)) return named;
  const folders = (env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => browser.programs.map((program) => join(folder, program)));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

async function installByApt(browsers: readonly Browser[], options: CommandOptions): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  const env = { ...options.env, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand('apt-get', ['-qq', 'update'], { ...options, env });
  const packages = browsers.map((browser) => browser.debianPackage);
  await runCommand('apt-get', ['-qq', 'install', '--yes', ...packages], {
    ...options,
    env,
  });
}

function download(browser: Browser, { cwd, env }: CommandOptions): Promise<string | null> {
  const args = ['--yes', '@puppeteer/browsers', 'install', browser.download, '--format', '{{path}}'];
  return new Promise((resolve) => {
    execFile('npx', args, { cwd, env }, (error, stdout) => {
      const place = stdout.trim().split('\n').at(-1) ?? '';
      resolve(error === null && existsSync(place) ? place : null);
    });
  });
}
