import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { PreferencesPage } from '@/features/preferences/preferences-page.tsx';
import { Hydrated, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Preferences' };

export default async function PreferencesRoute() {
  await requireViewer('/preferences');
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchQuery(trpc.preferences.get.queryOptions());
  return (
    <Hydrated>
      <PageHeader
        title="Preferences"
        description="For all of your devices. A device can have hours of its own."
      />
      <PreferencesPage />
    </Hydrated>
  );
}
