import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export type BrowserKind = 'firefox' | 'chromium';

/** Command names, looked up in PATH, and then the places of installers that do not touch PATH. */
const CANDIDATES: Record<BrowserKind, readonly string[]> = {
  firefox: [
    'firefox-esr',
    'firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
    '/snap/bin/firefox',
  ],
  chromium: [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/snap/bin/chromium',
  ],
};

/** Variables that name the executable, which `npm test` sets for browsers that it found or installed. */
const VARIABLES: Record<BrowserKind, string> = { firefox: 'FIREFOX_PATH', chromium: 'CHROMIUM_PATH' };

/** Returns the executable of an installed browser, or null if there is none. */
export function findBrowser(kind: BrowserKind): string | null {
  const named = process.env[VARIABLES[kind]];
  if (named !== undefined && isExecutable(named)) return named;
  const directories = (process.env.PATH ?? '').split(path.delimiter).filter((directory) => directory !== '');
  for (const candidate of CANDIDATES[kind]) {
    const files = path.isAbsolute(candidate)
      ? [candidate]
      : directories.map((directory) => path.join(directory, candidate));
    const found = files.find(isExecutable);
    if (found !== undefined) return found;
  }
  return null;
}

/** As `findBrowser`; throws an Error that says how to install the browser if there is none. */
export function requireBrowser(kind: BrowserKind): string {
  const executable = findBrowser(kind);
  if (executable !== null) return executable;
  const debianPackage = kind === 'firefox' ? 'firefox-esr' : 'chromium';
  throw new Error(
    `No ${kind} found. Install one (Debian, Ubuntu: apt-get install ${debianPackage}), put it on PATH, or set ${VARIABLES[kind]}. ` +
      `Looked for: ${CANDIDATES[kind].join(', ')}`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
