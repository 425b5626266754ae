import { ShieldCheck } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { Button } from '@/components/ui/button.tsx';
import { ExternalButtons } from '@/features/sign-in/external-buttons.tsx';
import { SignUpForm } from '@/features/sign-in/sign-up-form.tsx';
import { returnPath } from '@/security/return-path.ts';
import { getContainer } from '@/server/container.ts';
import { findViewer } from '@/server/page-data.tsx';
import { registrationState } from '@/server/registration.ts';
import { externalProviders } from '@/server/sign-in-providers.ts';

export const metadata: Metadata = { title: 'Create an account' };

interface SignUpPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignUpPage({ searchParams }: SignUpPageProps) {
  const next = returnPath((await searchParams).next);
  const [viewer, registration] = await Promise.all([findViewer(), registrationState()]);
  if (viewer !== null) redirect(next);
  if (registration === 'closed') return <Closed />;
  return (
    <>
      <h1 className="mb-1 font-semibold text-lg tracking-tight">
        {registration === 'first' ? 'Set up this server' : 'Create an account'}
      </h1>
      {registration === 'first' ? (
        <p className="mt-3 mb-5 flex gap-2.5 rounded-lg bg-accent-soft px-3 py-2.5 text-sm">
          <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          Nobody has an account here yet. The first one, yours, becomes the administrator.
        </p>
      ) : (
        <p className="mb-5 text-ink-soft text-sm">Then turn on notifications in this browser.</p>
      )}
      <SignUpForm next={next} />
      <ExternalButtons providers={externalProviders(getContainer().env)} next={next} />
      {registration === 'first' ? null : (
        <p className="mt-5 text-center text-ink-soft text-sm">
          Have an account?{' '}
          <Link
            href={`/sign-in?next=${encodeURIComponent(next)}`}
            className="font-medium text-accent underline-offset-4 hover:underline"
          >
            Sign in
          </Link>
        </p>
      )}
    </>
  );
}

function Closed() {
  return (
    <>
      <h1 className="mb-1 font-semibold text-lg tracking-tight">No new accounts</h1>
      <p className="mb-5 text-ink-soft text-sm">
        This server does not take new accounts. Ask one of its administrators for one.
      </p>
      <Button asChild size="lg" className="w-full">
        <Link href="/sign-in">Sign in</Link>
      </Button>
    </>
  );
}
