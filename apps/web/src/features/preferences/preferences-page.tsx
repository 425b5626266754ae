'use client';

import { FailureNotice } from '@/components/failure-notice.tsx';
import { CategoriesPanel } from '@/features/preferences/categories-panel.tsx';
import { PreferencesSkeleton } from '@/features/preferences/preferences-skeleton.tsx';
import { QuietHoursPanel } from '@/features/preferences/quiet-hours-panel.tsx';
import { SoundPanel } from '@/features/preferences/sound-panel.tsx';
import { usePreferences } from '@/features/preferences/use-preferences.ts';

/** Which messages come, when, and whether they are heard; for all devices of the person. */
export function PreferencesPage() {
  const query = usePreferences();
  if (query.data === undefined) {
    return query.isError ? (
      <div className="rounded-xl border bg-surface shadow-xs">
        <FailureNotice title="Your preferences could not be loaded" query={query} />
      </div>
    ) : (
      <PreferencesSkeleton />
    );
  }
  const { categories, quietHours, sound } = query.data;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <QuietHoursPanel stored={quietHours} />
      <div className="grid gap-5">
        <CategoriesPanel categories={categories} />
        <SoundPanel isOn={sound} />
      </div>
    </div>
  );
}
