import { topicNameSchema } from '@carillon/contracts/topics';
import type { Metadata } from 'next';
import { ComposePage } from '@/features/compose/compose-page.tsx';
import type { AudienceDraft } from '@/features/compose/draft.ts';
import { deviceName } from '@/features/devices/device-identity.ts';
import { Hydrated, isHidden, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Compose' };

interface ComposeRouteProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ComposeRoute({ searchParams }: ComposeRouteProps) {
  await requireViewer('/compose');
  const query = await searchParams;
  return (
    <Hydrated>
      <ComposePage preset={await presetOf((name) => [query[name]].flat()[0])} />
    </Hydrated>
  );
}

/** Whom a link to this page is about: `?device=…`, `?topic=…`, `?to=everyone`; null for none that exists. */
async function presetOf(read: (name: string) => string | undefined): Promise<Partial<AudienceDraft> | null> {
  if (read('to') === 'everyone') return { kind: 'broadcast' };
  const topic = topicNameSchema.safeParse(read('topic')).data;
  if (topic !== undefined) return { kind: 'topic', topic };
  const id = read('device');
  if (id === undefined) return null;
  const { queryClient, trpc } = await serverQueries();
  try {
    const device = await queryClient.fetchQuery(trpc.devices.get.queryOptions({ id }));
    return { kind: 'devices', devices: [{ id: device.id, label: deviceName(device) }] };
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}
