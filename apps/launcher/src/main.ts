import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EnvError } from '@carillon/runtime/env';
import { defaultPublicUrl } from '@carillon/runtime/product-settings';
import { withAbsolutePaths } from './absolute-paths.ts';
import { DataDirInUseError, lockDataDir } from './data-dir-lock.ts';
import { DatabaseUnusableError, openDatabase } from './database.ts';
import { findPortsInUse } from './ports-in-use.ts';
import { loadSecrets } from './secrets.ts';
import { listServices, type RunMode } from './services.ts';
import { type LauncherSettings, readLauncherSettings } from './settings.ts';
import { createSupervisor } from './supervisor.ts';
import { waitUntilHealthy } from './wait-until-healthy.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
// The worker drains for up to 25 s; a little more, so that it is never killed while it does.
const STOP_LIMIT_MS = 30_000;
const START_LIMIT_MS = 90_000;

/** A reason not to start that a person can do something about: shown as it is, without a stack. */
class StartRefused extends Error {}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}

function waitForStopRequest(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
  if (process.connected) process.on('disconnect', () => resolve());
  return promise;
}

async function run(mode: RunMode, stopRequested: Promise<void>): Promise<void> {
  const settings = readLauncherSettings(process.env, ROOT);
  await refuseTakenPorts(settings);
  using _lock = lockDataDir(settings.DATA_DIR);
  const secrets = loadSecrets(settings.DATA_DIR, process.env);
  const database = await openDatabase(settings.DATABASE_URL, settings.DATA_DIR);
  const supervisor = createSupervisor(say);
  const building = new AbortController();
  try {
    if (mode === 'built') {
      const built = await Promise.race([buildDashboard(building.signal), stopRequested]);
      if (built !== 'built') return;
    }
    const env = {
      ...withAbsolutePaths(process.env, ROOT),
      ...secrets,
      CARILLON_ENV: settings.production ? 'production' : 'development',
      DATABASE_URL: database.url,
      PUBLIC_API_URL: settings.PUBLIC_API_URL,
      PUBLIC_WEB_URL: settings.PUBLIC_WEB_URL,
      NEXT_TELEMETRY_DISABLED: '1',
    };
    for (const service of listServices({ root: ROOT, mode, settings, env })) supervisor.start(service);
    const health = await Promise.race([everythingHealthy(settings), supervisor.failedStart, stopRequested]);
    if (health !== 'healthy') return;
    supervisor.everythingReady();
    say(`ready  dashboard ${settings.PUBLIC_WEB_URL}  API ${settings.PUBLIC_API_URL}`);
    await stopRequested;
    say('stopping');
  } finally {
    building.abort();
    await supervisor.stop(STOP_LIMIT_MS);
    await database.stop();
  }
}

async function refuseTakenPorts(settings: LauncherSettings): Promise<void> {
  const wanted = [
    { port: settings.API_PORT, setting: 'API_PORT' },
    { port: settings.WEB_PORT, setting: 'WEB_PORT' },
  ];
  const problems = await findPortsInUse(settings.HOST, wanted);
  if (problems.length > 0) throw new StartRefused(problems.join('\n'));
}

/** Builds the dashboard when its sources changed since the last build; turbo knows. */
async function buildDashboard(signal: AbortSignal): Promise<'built'> {
  const args = ['run', 'build', '--filter=@carillon/web', '--output-logs=errors-only'];
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' };
  try {
    await promisify(execFile)('turbo', args, { cwd: ROOT, env, signal, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    if (signal.aborted) return 'built';
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new StartRefused(`The dashboard could not be built:\n${stdout ?? ''}${stderr ?? ''}`);
  }
  return 'built';
}

async function everythingHealthy(settings: LauncherSettings): Promise<'healthy'> {
  const { HOST, API_PORT, WEB_PORT } = settings;
  await Promise.all([
    waitUntilHealthy({ name: 'The API', url: `${defaultPublicUrl(HOST, API_PORT)}/readyz` }, START_LIMIT_MS),
    waitUntilHealthy(
      { name: 'The dashboard', url: `${defaultPublicUrl(HOST, WEB_PORT)}/sign-in` },
      START_LIMIT_MS,
    ),
  ]);
  return 'healthy';
}

const EXPLAINED = [EnvError, StartRefused, DataDirInUseError, DatabaseUnusableError];

try {
  await run(process.argv.includes('--dev') ? 'development' : 'built', waitForStopRequest());
  process.exit(0);
} catch (error) {
  const explained = EXPLAINED.some((kind) => error instanceof kind);
  process.stderr.write(
    `${explained ? (error as Error).message : `The start failed: ${(error as Error).message}`}\n`,
  );
  process.exit(1);
}
