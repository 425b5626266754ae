import type { Device } from '@carillon/client/wire';
import { useCallback, useEffect, useState } from 'react';
import { StyleSheet, Text } from 'react-native';
import { Page } from '../parts/page.tsx';
import { QueryList } from '../parts/query-list.tsx';
import { relativeTime } from '../relative-time.ts';
import type { Server } from '../server.ts';
import { useTheme } from '../theme.ts';
import { useQuery } from '../use-query.ts';

/** The person's devices that are not revoked, this one told from the others. */
export function DevicesScreen({ server }: { readonly server: Server }) {
  const { client, installation } = server;
  const [ownId, setOwnId] = useState<string>();
  useEffect(() => void installation.id().then(setOwnId), [installation]);
  const ask = useCallback(
    async () => (await client.devices.list.query({ status: 'active' })).devices,
    [client],
  );
  const query = useQuery(ask);
  return (
    <Page title="Devices">
      <QueryList
        emptyText="No device is registered yet. Turn notifications on under Account, and this phone is the first."
        keyOf={({ id }) => id}
        query={query}
        renderRow={(device) => <Row device={device} isOwn={device.deviceId === ownId} />}
      />
    </Page>
  );
}

function Row({ device, isOwn }: { readonly device: Device; readonly isOwn: boolean }) {
  const theme = useTheme();
  const name = device.name || device.model || device.platform;
  return (
    <>
      <Text style={[styles.name, { color: theme.text }]}>{isOwn ? `${name} (this phone)` : name}</Text>
      <Text style={{ color: theme.text }}>{stateOf(device)}</Text>
      <Text style={{ color: theme.faint }}>Last seen {relativeTime(device.lastSeenAt, Date.now())}</Text>
    </>
  );
}

function stateOf({ kind, online, push }: Device): string {
  if (kind === 'agent') return online ? 'Online' : 'Offline';
  if (push === null || push.health === 'none') return 'Notifications are off';
  return push.health === 'ok' ? 'Gets notifications' : 'Not reachable: turn notifications on there again';
}

const styles = StyleSheet.create({ name: { fontSize: 16, fontWeight: '600' } });
