import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { PasswordPanel } from '@/features/account/password-panel.tsx';
import { ProfilePanel } from '@/features/account/profile-panel.tsx';
import { SessionsPanel } from '@/features/account/sessions-panel.tsx';
import { SignOutButton } from '@/features/account/sign-out-button.tsx';
import { Hydrated, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Account' };

export default async function AccountPage() {
  await requireViewer('/account');
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.auth.listSessions.queryOptions());
  return (
    <Hydrated>
      <PageHeader title="Account" action={<SignOutButton />} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <SessionsPanel />
        <div className="grid gap-5">
          <ProfilePanel />
          <PasswordPanel />
        </div>
      </div>
    </Hydrated>
  );
}
