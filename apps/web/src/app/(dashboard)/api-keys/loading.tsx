import { PageHeader } from '@/components/frame/page-header.tsx';
import { ApiKeyListSkeleton } from '@/features/api-keys/api-key-list.tsx';

export default function ApiKeysLoading() {
  return (
    <>
      <PageHeader title="API keys" description="With these, your own servers call this one." />
      <div className="rounded-xl border bg-surface shadow-xs">
        <ApiKeyListSkeleton />
      </div>
    </>
  );
}
