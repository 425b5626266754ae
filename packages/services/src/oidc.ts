import type { OidcSettings } from '@carillon/auth/oidc/oidc-scheme';
import type { ServingSettings } from './serving-settings.ts';

/** What the dashboard's sign-in calls its OpenID Connect provider in the table of identities. */
const DASHBOARD_PROVIDER = 'oidc';

/**
 * The issuer whose bearer tokens are accepted, if one is configured. Where people also sign in to the dashboard with it, its
 * subjects are the same people in both places.
 */
export function oidcSettingsOf(settings: ServingSettings): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, AUTH_OIDC_ISSUER: dashboardIssuer } = settings;
  if (issuer === undefined || audience === undefined) return null;
  const isDashboards =
    dashboardIssuer !== undefined && withoutSlash(dashboardIssuer) === withoutSlash(issuer);
  return { issuer, audience, provider: isDashboards ? DASHBOARD_PROVIDER : `oidc:${issuer}` };
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}
