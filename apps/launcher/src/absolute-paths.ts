import path from 'node:path';

/** Settings that hold, or may hold, the path of a file. */
const PATH_SETTINGS = ['APNS_KEY', 'FCM_SERVICE_ACCOUNT', 'NODE_EXTRA_CA_CERTS'] as const;
/** What these settings hold when it is no path: a PEM, JSON, or a word of our own. */
const NO_PATH = /^\s*(?:-----BEGIN|\{|application-default\s*$)/;

/**
 * The variables with the paths among them made absolute from `root`: each process runs in a folder of its own, and a person who
 * writes `./key.p8` means the folder that they start Carillon in.
 */
export function withAbsolutePaths(env: NodeJS.ProcessEnv, root: string): NodeJS.ProcessEnv {
  const resolved = PATH_SETTINGS.flatMap((name) => {
    const value = env[name]?.trim();
    if (value === undefined || value === '' || NO_PATH.test(value)) return [];
    return [[name, path.resolve(root, value)] as const];
  });
  return { ...env, ...Object.fromEntries(resolved) };
}
