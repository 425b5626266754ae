import { type NextRequest, NextResponse } from 'next/server';
import { contentPolicy } from '@/security/content-policy.ts';
import {
  INSTALLATION_COOKIE,
  INSTALLATION_COOKIE_SECONDS,
  isInstallationId,
} from '@/security/installation-cookie.ts';

import { PATH_HEADER } from '@/security/path-header.ts';

/**
 * Adds the content policy with a new nonce to every page, and gives each browser its installation id. It decides nothing
 * about who may see what: that is asked where data is read, so going round this file gains nothing (T-14).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentPolicy(nonce, process.env.NODE_ENV === 'development');
  const known = request.cookies.get(INSTALLATION_COOKIE)?.value;
  const installationId = isInstallationId(known) ? known : crypto.randomUUID();
  request.cookies.set(INSTALLATION_COOKIE, installationId);

  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  response.cookies.set(INSTALLATION_COOKIE, installationId, {
    httpOnly: true,
    sameSite: 'lax',
    secure: request.nextUrl.protocol === 'https:',
    path: '/',
    maxAge: INSTALLATION_COOKIE_SECONDS,
  });
  return response;
}

export const config = {
  // Pages alone: neither the two endpoints nor files.
  matcher: ['/((?!api/|_next/|.*\\.(?:js|json|png|svg|ico|html|webmanifest|txt)$).*)'],
};
