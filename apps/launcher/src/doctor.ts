import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnosis } from '@carillon/contracts/installation';
import { createDatabase } from '@carillon/db/client';
import { findRunningEmbedded } from '@carillon/db/embedded/running';
import { EnvError, parseEnv } from '@carillon/runtime/env';
import { createLogger } from '@carillon/runtime/logger';
import { isProduction, withRules } from '@carillon/runtime/product-settings';
import { createInstallationDoctor, doctorSettings } from '@carillon/services/doctor';
import { withAbsolutePaths } from './absolute-paths.ts';
import { DataDirInUseError, lockDataDir } from './data-dir-lock.ts';
import { DatabaseUnusableError, EMBEDDED_DATABASE, openDatabase, type RunningDatabase } from './database.ts';
import { describeDiagnoses } from './diagnoses-text.ts';
import { loadSecrets } from './secrets.ts';
import { type LauncherSettings, readLauncherSettings } from './settings.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The database of the installation: the one that is configured or runs now; else the embedded one, for the moment. */
async function useDatabase(settings: LauncherSettings): Promise<RunningDatabase> {
  const { DATABASE_URL, DATA_DIR } = settings;
  if (DATABASE_URL !== undefined) return { url: DATABASE_URL, stop: async () => {} };
  try {
    const lock = lockDataDir(DATA_DIR);
    const database = await openDatabase(undefined, DATA_DIR);
    return {
      url: database.url,
      stop: async () => {
        await database.stop();
        lock[Symbol.dispose]();
      },
    };
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error;
    const url = findRunningEmbedded(path.join(DATA_DIR, 'postgres'), EMBEDDED_DATABASE);
    if (url === null) throw error;
    return { url, stop: async () => {} };
  }
}

async function examine(): Promise<Diagnosis[]> {
  const settings = readLauncherSettings(process.env, ROOT);
  const secrets = loadSecrets(settings.DATA_DIR, process.env);
  const env = { ...withAbsolutePaths(process.env, ROOT), ...secrets };
  const parsed = parseEnv(withRules(doctorSettings, isProduction(process.env)), env);
  const running = await useDatabase(settings);
  const database = createDatabase({
    url: running.url,
    poolSize: 2,
    applicationName: 'carillon-doctor',
    onConnectionError: () => {},
  });
  try {
    const log = createLogger({ name: 'doctor', level: 'silent', destination: process.stderr });
    return await createInstallationDoctor({ settings: parsed, database, log }).examine();
  } finally {
    await database.close();
    await running.stop();
  }
}

const EXPLAINED = [EnvError, DataDirInUseError, DatabaseUnusableError];

try {
  const diagnoses = await examine();
  process.stdout.write(describeDiagnoses(diagnoses));
  process.exit(diagnoses.some(({ status }) => status === 'failed') ? 1 : 0);
} catch (error) {
  const explained = EXPLAINED.some((kind) => error instanceof kind);
  const message = (error as Error).message;
  process.stderr.write(`${explained ? message : `The doctor could not work: ${message}`}\n`);
  process.exit(1);
}
