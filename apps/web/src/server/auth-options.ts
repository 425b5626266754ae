import type { SignedIn } from '@carillon/auth/accounts';
import type { Client } from '@carillon/auth/caller';
import { emailSchema } from '@carillon/contracts/accounts';
import { invalidField } from '@carillon/contracts/errors';
import { installationIdSchema, sessionIdSchema, userIdSchema } from '@carillon/contracts/ids';
import type { Account, AuthOptions, User } from 'next-auth';
import type { Container } from '@/server/container.ts';
import { readInstallationId } from '@/server/installation.ts';
import { usesSecureCookies } from '@/server/session-cookie.ts';
import { codeOf, oauthProviders, passwordProviders } from '@/server/sign-in-providers.ts';

/** The cookie may outlive the session that it names: the database decides, and browsers keep no cookie longer. */
const COOKIE_SECONDS = 400 * 86_400;

/**
 * next-auth for one request: it speaks with OAuth providers and keeps the cookie. Accounts and sessions are ours, so the
 * cookie holds no more than the ids of user and session.
 */
export function authOptions(container: Container, client: Client): AuthOptions {
  const { env, log, services } = container;
  let signedIn: SignedIn | null = null;
  return {
    secret: env.AUTH_SECRET,
    useSecureCookies: usesSecureCookies(env),
    session: { strategy: 'jwt', maxAge: COOKIE_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/account', error: '/sign-in' },
    providers: [
      ...passwordProviders({
        container,
        client,
        onSignedIn: (result) => {
          signedIn = result;
        },
      }),
      ...oauthProviders(env),
    ],
    callbacks: {
      signIn: async ({ user, account }) => {
        if (account === null || account.type === 'credentials') return true;
        try {
          signedIn = await signInByProvider(container, client, { user, account });
          return true;
        } catch (error) {
          log.warn({ err: error, provider: account.provider }, 'a sign-in by a provider was refused');
          return `/sign-in?error=${codeOf(error)}`;
        }
      },
      jwt: ({ token }) => {
        if (signedIn !== null) return { sub: signedIn.user.id, sid: signedIn.sessionId };
        return { sub: token.sub ?? '', sid: token.sid };
      },
      // Who is signed in is asked of the router; this address has nothing to tell.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const userId = userIdSchema.safeParse(token.sub);
        const sessionId = sessionIdSchema.safeParse(token.sid);
        if (!userId.success || !sessionId.success) return;
        await services.auth.sessions.signOut(userId.data, sessionId.data);
        // TOK-13: the page ends its subscription before it gets here, unless it could not or no script of ours ran.
        await services.devices.revokeTokenOfInstallation({
          userId: userId.data,
          installationId: installationIdSchema.parse(await readInstallationId()),
          generation: undefined,
        });
      },
    },
    logger: {
      error: (code, metadata) => {
        // A refused password is answered and counted elsewhere; it is no failure of the server.
        if (code !== 'CALLBACK_CREDENTIALS_HANDLER_ERROR')
          log.error({ code, detail: messageOf(metadata) }, 'next-auth');
      },
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => {},
    },
  };
}

async function signInByProvider(
  { services }: Container,
  client: Client,
  { user, account }: { readonly user: User; readonly account: Account },
): Promise<SignedIn> {
  const email = emailSchema.safeParse(user.email);
  if (!email.success) throw invalidField('email', 'Expected an email address from the provider');
  const profile = {
    provider: account.provider,
    providerAccountId: account.providerAccountId,
    email: email.data,
    name: user.name ?? null,
  };
  return services.auth.accounts.signInByProvider(profile, { kind: 'dashboard', client });
}

function messageOf(metadata: unknown): string | null {
  if (metadata instanceof Error) return metadata.message;
  const error =
    typeof metadata === 'object' && metadata !== null && 'error' in metadata ? metadata.error : null;
  return error instanceof Error ? error.message : null;
}
