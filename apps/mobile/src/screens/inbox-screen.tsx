import type { Outputs } from '@carillon/client/wire';
import { useCallback } from 'react';
import { StyleSheet, Text } from 'react-native';
import { Page } from '../parts/page.tsx';
import { QueryList } from '../parts/query-list.tsx';
import { relativeTime } from '../relative-time.ts';
import type { Server } from '../server.ts';
import { useTheme } from '../theme.ts';
import { useQuery } from '../use-query.ts';

type Notification = Outputs['notifications']['list']['notifications'][number];

/** The last notifications that went to devices of this person. */
export function InboxScreen({ server }: { readonly server: Server }) {
  const { client } = server;
  const ask = useCallback(async () => (await client.notifications.list.query({})).notifications, [client]);
  const query = useQuery(ask);
  return (
    <Page title="Inbox">
      <QueryList
        emptyText="Nothing has been sent to you yet. What is sent from now on is listed here."
        keyOf={({ id }) => id}
        query={query}
        renderRow={(notification) => <Row {...notification} />}
      />
    </Page>
  );
}

function Row({ title, body, createdAt }: Notification) {
  const theme = useTheme();
  return (
    <>
      <Text style={[styles.title, { color: theme.text }]}>{title}</Text>
      {body !== null && <Text style={[styles.body, { color: theme.text }]}>{body}</Text>}
      <Text style={{ color: theme.faint }}>{relativeTime(createdAt, Date.now())}</Text>
    </>
  );
}

const styles = StyleSheet.create({ title: { fontSize: 16, fontWeight: '600' }, body: { fontSize: 16 } });
