import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { DoctorPanel } from '@/features/settings/doctor-panel.tsx';
import { EncryptionPanel } from '@/features/settings/encryption-panel.tsx';
import { SendingPanel } from '@/features/settings/sending-panel.tsx';
import { Hydrated, requireAdmin, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsRoute() {
  await requireAdmin('/settings');
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchQuery(trpc.settings.get.queryOptions()),
    queryClient.prefetchQuery(trpc.settings.encryption.queryOptions()),
  ]);
  return (
    <Hydrated>
      <PageHeader title="Settings" description="For the whole installation." />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <SendingPanel />
        <div className="grid gap-5">
          <DoctorPanel />
          <EncryptionPanel />
        </div>
      </div>
    </Hydrated>
  );
}
