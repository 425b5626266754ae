import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { requireViewer } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Devices' };

export default async function DevicesPage() {
  await requireViewer('/devices');
  return <PageHeader title="Devices" />;
}
