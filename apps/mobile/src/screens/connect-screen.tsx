import { createCarillonClient } from '@carillon/client';
import { failureOf } from '@carillon/client/errors';
import { useState } from 'react';
import { KeyboardAvoidingView, Platform, StyleSheet } from 'react-native';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';

/** Asks for the server's address once. */
export function ConnectScreen({ onConnect }: { readonly onConnect: (url: string) => Promise<void> }) {
  const [address, setAddress] = useState('https://');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const connect = async () => {
    setIsBusy(true);
    setProblem(await problemWith(address.trim()));
    setIsBusy(false);
  };
  const problemWith = async (url: string): Promise<string | null> => {
    try {
      // Public, and answered by Carillon alone: so this is one, and within reach.
      await createCarillonClient({ url }).push.vapidPublicKey.query();
      await onConnect(url);
      return null;
    } catch (error) {
      return `No Carillon server answers there: ${failureOf(error).message}`;
    }
  };

  return (
    <Page title="Your server">
      <KeyboardAvoidingView behavior={Platform.OS === 'ios' ? 'padding' : undefined} style={styles.form}>
        <Field
          inputMode="url"
          label="Address of its API"
          onChangeText={setAddress}
          onSubmitEditing={() => void connect()}
          returnKeyType="go"
          value={address}
        />
        <Problem text={problem} />
        <Button isBusy={isBusy} kind="main" label="Continue" onPress={() => void connect()} />
      </KeyboardAvoidingView>
    </Page>
  );
}

const styles = StyleSheet.create({ form: { padding: 16, gap: 16 } });
