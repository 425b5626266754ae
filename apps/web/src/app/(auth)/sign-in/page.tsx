import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { FormFailure } from '@/components/form-failure.tsx';
import { ExternalButtons } from '@/features/sign-in/external-buttons.tsx';
import { sentenceForCode } from '@/features/sign-in/sign-in-errors.ts';
import { SignInForm } from '@/features/sign-in/sign-in-form.tsx';
import { returnPath } from '@/security/return-path.ts';
import { getContainer } from '@/server/container.ts';
import { findViewer } from '@/server/page-data.tsx';
import { registrationState } from '@/server/registration.ts';
import { externalProviders } from '@/server/sign-in-providers.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const query = await searchParams;
  const next = returnPath(query.next);
  const [viewer, registration] = await Promise.all([findViewer(), registrationState()]);
  if (viewer !== null) redirect(next);
  if (registration === 'first') redirect('/sign-up');
  const failure = typeof query.error === 'string' ? { message: sentenceForCode(query.error) } : null;
  return (
    <>
      <h1 className="mb-1 font-semibold text-lg tracking-tight">Sign in</h1>
      <p className="mb-5 text-ink-soft text-sm">
        {query.ended === undefined
          ? 'To see your devices and what was sent to them.'
          : 'Your session has ended.'}
      </p>
      <div className="mb-4 empty:hidden">{failure === null ? null : <FormFailure failure={failure} />}</div>
      <SignInForm next={next} />
      <ExternalButtons providers={externalProviders(getContainer().env)} next={next} />
      <p className="mt-5 text-center text-ink-soft text-sm">
        {registration === 'open' ? (
          <>
            No account yet?{' '}
            <Link
              href={`/sign-up?next=${encodeURIComponent(next)}`}
              className="font-medium text-accent underline-offset-4 hover:underline"
            >
              Create one
            </Link>
          </>
        ) : (
          'No account yet? Ask an administrator of this server for one.'
        )}
      </p>
    </>
  );
}
