import { type SpawnOptions, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';

/** How to run PostgreSQL's programs, which refuse to run as root. */
export interface Launch {
  /** Put before the program's own path and arguments. */
  readonly prefix: readonly string[];
  readonly spawnOptions: Pick<SpawnOptions, 'uid' | 'gid'>;
  /** Who must own the data directory; null when it is whoever runs this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

const AS_OURSELVES: Launch = { prefix: [], spawnOptions: {}, owner: null };

/**
 * Root runs PostgreSQL as `postgres`, or as `nobody` where there is no such user. Those cannot enter a private folder
 * such as /root; then setpriv hands them the one capability of reaching files, and nothing else of root's.
 */
export function launchUnprivileged(paths: readonly string[]): Launch {
  if (process.getuid?.() !== 0) return AS_OURSELVES;
  const owner = findUser('postgres') ?? findUser('nobody');
  if (owner === null)
    throw new Error('PostgreSQL does not run as root, and there is no user postgres or nobody');
  if (paths.every(isReachableByAll)) return { prefix: [], spawnOptions: owner, owner };
  const prefix = [
    'setpriv',
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  const probe = spawnSync(prefix[0] as string, [...prefix.slice(1), 'true'], { stdio: 'ignore' });
  if (probe.status !== 0) {
    throw new Error(
      `PostgreSQL does not run as root, and another user cannot reach ${paths[0]}: run as an ordinary user, or move DATA_DIR`,
    );
  }
  return { prefix, spawnOptions: {}, owner };
}

function findUser(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

const OTHERS_MAY_ENTER = 0o001;

function isReachableByAll(target: string): boolean {
  const parents: string[] = [];
  for (let folder = path.dirname(path.resolve(target)); ; folder = path.dirname(folder)) {
    parents.push(folder);
    if (folder === path.dirname(folder)) break;
  }
  return parents.every((folder) => (statSync(folder).mode & OTHERS_MAY_ENTER) !== 0);
}
