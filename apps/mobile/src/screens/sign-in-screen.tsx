import { failureOf } from '@carillon/client/errors';
import { useState } from 'react';
import { KeyboardAvoidingView, Platform, StyleSheet, Text } from 'react-native';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import type { Server } from '../server.ts';
import { useTheme } from '../theme.ts';
import { PairingPanel } from './pairing-panel.tsx';

export interface SignInScreenProps {
  readonly server: Server;
  readonly onOtherServer: () => Promise<void>;
}

/** By password, or by a code that is approved in the dashboard. */
export function SignInScreen({ server, onOtherServer }: SignInScreenProps) {
  const theme = useTheme();
  const [isPairing, setIsPairing] = useState(false);
  return (
    <Page title="Sign in">
      <KeyboardAvoidingView behavior={Platform.OS === 'ios' ? 'padding' : undefined} style={styles.form}>
        <Text style={{ color: theme.faint }}>{server.url}</Text>
        {isPairing ? <PairingPanel server={server} /> : <PasswordForm server={server} />}
        <Button
          kind="plain"
          label={isPairing ? 'Use a password' : 'Use a code'}
          onPress={() => setIsPairing(!isPairing)}
        />
        <Button kind="plain" label="Another server" onPress={() => void onOtherServer()} />
      </KeyboardAvoidingView>
    </Page>
  );
}

function PasswordForm({ server }: { readonly server: Server }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const signIn = async () => {
    setIsBusy(true);
    try {
      await server.session.signIn({ email, password });
    } catch (error) {
      setProblem(failureOf(error).message);
      setIsBusy(false);
    }
  };

  return (
    <>
      <Field autoComplete="email" inputMode="email" label="Email" onChangeText={setEmail} value={email} />
      <Field
        autoComplete="current-password"
        label="Password"
        onChangeText={setPassword}
        onSubmitEditing={() => void signIn()}
        secureTextEntry
        value={password}
      />
      <Problem text={problem} />
      <Button isBusy={isBusy} kind="main" label="Sign in" onPress={() => void signIn()} />
    </>
  );
}

const styles = StyleSheet.create({ form: { padding: 16, gap: 16 } });
