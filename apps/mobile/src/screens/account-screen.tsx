import { failureOf } from '@carillon/client/errors';
import type { User } from '@carillon/client/wire';
import { useState } from 'react';
import { StyleSheet, Text, View } from 'react-native';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import type { Server } from '../server.ts';
import { useTheme } from '../theme.ts';

/** Notifications on this phone, and the way out. */
export function AccountScreen({ server, user }: { readonly server: Server; readonly user: User }) {
  const theme = useTheme();
  const [said, setSaid] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const perform = async (action: () => Promise<string | null>) => {
    try {
      setSaid(await action());
      setProblem(null);
    } catch (error) {
      setProblem(failureOf(error).message);
    }
  };

  return (
    <Page title="Account">
      <View style={styles.panel}>
        <Text style={[styles.text, { color: theme.text }]}>{user.email}</Text>
        <Text style={{ color: theme.faint }}>{server.url}</Text>
        <Button
          kind="main"
          label="Turn notifications on"
          onPress={() => void perform(() => turnOn(server))}
        />
        <Button
          kind="plain"
          label="Turn notifications off"
          onPress={() => void perform(() => turnOff(server))}
        />
        {said !== null && (
          <Text accessibilityLiveRegion="polite" style={[styles.text, { color: theme.text }]}>
            {said}
          </Text>
        )}
        <Problem text={problem} />
        <Button
          kind="plain"
          label="Sign out. This phone gets nothing any more"
          onPress={() => void perform(() => signOut(server))}
        />
      </View>
    </Page>
  );
}

async function turnOn({ device }: Server): Promise<string> {
  const registered = await device.register({ mayAsk: true });
  return registered?.push?.health === 'ok'
    ? 'This phone gets notifications now.'
    : 'The phone does not allow notifications. Allow them in its settings, and try again.';
}

async function turnOff({ device }: Server): Promise<string> {
  await device.unregister();
  return 'This phone gets no notifications any more. It stays in the list of devices.';
}

async function signOut({ device, session }: Server): Promise<null> {
  await session.signOut(await device.farewell());
  return null;
}

const styles = StyleSheet.create({ panel: { padding: 16, gap: 16 }, text: { fontSize: 16 } });
