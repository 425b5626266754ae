/**
 * Where to go after signing in: a path of this dashboard, or the devices. Anything that a browser could read as another
 * site (`//evil.example`, `/\evil.example`, `javascript:`) is dropped.
 */
export function returnPath(asked: string | string[] | undefined): string {
  if (typeof asked !== 'string' || !asked.startsWith('/')) return '/devices';
  const base = 'http://dashboard.invalid';
  if (!URL.canParse(asked, base)) return '/devices';
  const url = new URL(asked, base);
  if (url.origin !== base || url.pathname.startsWith('/api/') || url.pathname.startsWith('//'))
    return '/devices';
  return `${url.pathname}${url.search}`;
}
