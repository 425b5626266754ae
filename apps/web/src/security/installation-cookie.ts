/**
 * The cookie that names this browser's installation: the `device_id` under which it registers (REG-1). It is no
 * credential; it tells which device of the list is the one in front of the person, before any script has run.
 */
export const INSTALLATION_COOKIE = 'carillon-installation';

/** The longest that browsers keep a cookie (RFC 6265bis section 5.5); each visit begins it anew. */
export const INSTALLATION_COOKIE_SECONDS = 400 * 24 * 60 * 60;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isInstallationId(value: string | undefined): value is string {
  return value !== undefined && UUID.test(value);
}
