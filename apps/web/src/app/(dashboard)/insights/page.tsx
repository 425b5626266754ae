import type { Metadata } from 'next';
import { InsightsPage } from '@/features/insights/insights-page.tsx';
import { requireAdmin } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Insights' };

export default async function InsightsRoute() {
  await requireAdmin('/insights');
  return <InsightsPage />;
}
