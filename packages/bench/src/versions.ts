import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The installed version of a package that this workspace depends on. */
export function versionOf(name: string): string {
  const path = findPackageJSON(name, import.meta.url);
  const manifest: unknown = path === undefined ? null : JSON.parse(readFileSync(path, 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) return 'unknown';
  return String(manifest.version);
}
