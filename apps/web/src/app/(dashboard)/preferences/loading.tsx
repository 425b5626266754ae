import { PageHeader } from '@/components/frame/page-header.tsx';
import { PreferencesSkeleton } from '@/features/preferences/preferences-skeleton.tsx';

export default function PreferencesLoading() {
  return (
    <>
      <PageHeader
        title="Preferences"
        description="For all of your devices. A device can have hours of its own."
      />
      <PreferencesSkeleton />
    </>
  );
}
