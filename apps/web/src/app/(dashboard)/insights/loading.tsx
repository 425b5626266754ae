import { PageHeader } from '@/components/frame/page-header.tsx';
import { InsightsSkeleton } from '@/features/insights/insights-page.tsx';

export default function InsightsLoading() {
  return (
    <>
      <PageHeader title="Insights" description="What push services answered, over time and by provider." />
      <InsightsSkeleton />
    </>
  );
}
