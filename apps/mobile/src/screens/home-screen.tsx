import type { User } from '@carillon/client/wire';
import { useEffect, useState } from 'react';
import { Pressable, StyleSheet, Text, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import type { Server } from '../server.ts';
import { useTheme } from '../theme.ts';
import { AccountScreen } from './account-screen.tsx';
import { DevicesScreen } from './devices-screen.tsx';
import { InboxScreen } from './inbox-screen.tsx';

const TABS = ['Inbox', 'Devices', 'Account'] as const;
type Tab = (typeof TABS)[number];

export interface HomeScreenProps {
  readonly server: Server;
  readonly user: User;
}

/** Brings this phone up to date at the server whenever the app is opened, and then shows what there is. */
export function HomeScreen({ server, user }: HomeScreenProps) {
  const [tab, setTab] = useState<Tab>('Inbox');
  const { device } = server;
  useEffect(() => {
    device.register({ mayAsk: false }).catch((error) => console.warn('Not registered', error));
    return device.followToken();
  }, [device]);
  return (
    <View style={styles.home}>
      <View style={styles.content}>
        {tab === 'Inbox' && <InboxScreen server={server} />}
        {tab === 'Devices' && <DevicesScreen server={server} />}
        {tab === 'Account' && <AccountScreen server={server} user={user} />}
      </View>
      <TabBar onChange={setTab} selected={tab} />
    </View>
  );
}

function TabBar({ selected, onChange }: { readonly selected: Tab; readonly onChange: (tab: Tab) => void }) {
  const theme = useTheme();
  const { bottom } = useSafeAreaInsets();
  const colours = { backgroundColor: theme.raised, borderColor: theme.line };
  return (
    <View accessibilityRole="tablist" style={[styles.bar, colours, { paddingBottom: bottom }]}>
      {TABS.map((tab) => (
        <Pressable
          accessibilityRole="tab"
          accessibilityState={{ selected: tab === selected }}
          key={tab}
          onPress={() => onChange(tab)}
          style={styles.tab}
        >
          <Text style={[styles.tabLabel, { color: tab === selected ? theme.accent : theme.faint }]}>
            {tab}
          </Text>
        </Pressable>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  home: { flex: 1 },
  content: { flex: 1 },
  bar: { flexDirection: 'row', borderTopWidth: StyleSheet.hairlineWidth },
  tab: { flex: 1, minHeight: 52, justifyContent: 'center' },
  tabLabel: { textAlign: 'center', fontSize: 15, fontWeight: '500' },
});
