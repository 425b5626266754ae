import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { digitsOf } from '@/features/pairing/code-text.ts';
import { PairPage } from '@/features/pairing/pair-page.tsx';
import { getContainer } from '@/server/container.ts';
import { requireViewer } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Pair an app' };

interface PairRouteProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function PairRoute({ searchParams }: PairRouteProps) {
  const code = digitsOf([(await searchParams).code].flat()[0] ?? '');
  // Somebody who has to sign in first comes back with the code still there.
  await requireViewer(code === '' ? '/pair' : `/pair?code=${code}`);
  return (
    <>
      <PageHeader
        parent={{ label: 'Devices', href: '/devices' }}
        title="Pair an app"
        description="Sign an app in without typing your password on it."
      />
      <PairPage firstCode={code} apiUrl={getContainer().env.PUBLIC_API_URL} />
    </>
  );
}
