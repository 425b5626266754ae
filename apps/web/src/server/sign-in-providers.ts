import type { SignedIn } from '@carillon/auth/accounts';
import type { Client } from '@carillon/auth/caller';
import { loginInputSchema, registerInputSchema } from '@carillon/contracts/accounts';
import { AppError } from '@carillon/contracts/errors';
import { fromIssues, toAppError } from '@carillon/trpc/errors';
import { requireStorableText } from '@carillon/trpc/storable-text';
import CredentialsProvider from 'next-auth/providers/credentials';
import GithubProvider from 'next-auth/providers/github';
import GoogleProvider from 'next-auth/providers/google';
import type { Provider } from 'next-auth/providers/index';
import type { z } from 'zod';
import type { Container } from '@/server/container.ts';
import type { WebEnv } from '@/server/env.ts';

/** A provider's button on the sign-in page. */
export interface ExternalProvider {
  readonly id: 'github' | 'google' | 'oidc';
  readonly name: string;
}

/** The providers whose settings are given. */
export function externalProviders(env: WebEnv): readonly ExternalProvider[] {
  return [
    ...(env.AUTH_GITHUB_ID && env.AUTH_GITHUB_SECRET ? [{ id: 'github', name: 'GitHub' } as const] : []),
    ...(env.AUTH_GOOGLE_ID && env.AUTH_GOOGLE_SECRET ? [{ id: 'google', name: 'Google' } as const] : []),
    ...(env.AUTH_OIDC_ISSUER && env.AUTH_OIDC_ID && env.AUTH_OIDC_SECRET
      ? [{ id: 'oidc', name: env.AUTH_OIDC_NAME } as const]
      : []),
  ];
}

/** next-auth's form of them. */
export function oauthProviders(env: WebEnv): Provider[] {
  return externalProviders(env).map(({ id, name }): Provider => {
    if (id === 'github') {
      return GithubProvider({
        clientId: env.AUTH_GITHUB_ID ?? '',
        clientSecret: env.AUTH_GITHUB_SECRET ?? '',
      });
    }
    if (id === 'google') {
      return GoogleProvider({
        clientId: env.AUTH_GOOGLE_ID ?? '',
        clientSecret: env.AUTH_GOOGLE_SECRET ?? '',
      });
    }
    return oidcProvider(env, name);
  });
}

function oidcProvider(env: WebEnv, name: string): Provider {
  return {
    id: 'oidc',
    name,
    type: 'oauth',
    wellKnown: `${env.AUTH_OIDC_ISSUER?.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: env.AUTH_OIDC_ID ?? '',
    clientSecret: env.AUTH_OIDC_SECRET ?? '',
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    profile: ({ sub, name, email }: { sub: string; name?: string; email?: string }) => ({
      id: sub,
      name: name ?? null,
      email: email ?? null,
    }),
  };
}

export interface PasswordProviderParts {
  readonly container: Container;
  readonly client: Client;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

/** Signing in and signing up by email and password, as next-auth's credentials. */
export function passwordProviders({ container, client, onSignedIn }: PasswordProviderParts): Provider[] {
  const { accounts } = container.services.auth;
  const context = { kind: 'dashboard', client } as const;
  const fields = { email: { type: 'email' }, password: { type: 'password' } };
  const run = async (work: () => Promise<SignedIn>) => {
    try {
      const signedIn = await work();
      onSignedIn(signedIn);
      return { id: signedIn.user.id };
    } catch (error) {
      throw toCredentialsError(container, error);
    }
  };
  return [
    CredentialsProvider({
      id: 'password',
      credentials: fields,
      authorize: (input) => run(async () => accounts.login(parse(loginInputSchema, input), context)),
    }),
    CredentialsProvider({
      id: 'sign-up',
      credentials: { ...fields, name: { type: 'text' } },
      authorize: (input) => run(async () => accounts.register(parse(registerInputSchema, input), context)),
    }),
  ];
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  requireStorableText(input);
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw fromIssues(result.error.issues, result.error);
}

/** next-auth carries nothing of an error but its message: "code: what happened and what to do". */
function toCredentialsError({ log }: Container, error: unknown): Error {
  const { code, message, cause } = toAppError(error);
  if (code === 'internal') log.error({ err: cause }, 'a sign-in failed');
  return new Error(`${code}: ${message}`);
}

/** The code of an error that came out of a sign-in, for the address that the browser is sent to. */
export function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : 'internal';
}
