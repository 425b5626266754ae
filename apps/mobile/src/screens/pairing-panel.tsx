import { failureOf } from '@carillon/client/errors';
import { type Pairing, PairingEndedError, startPairing } from '@carillon/client/pairing';
import { useEffect, useState } from 'react';
import { StyleSheet, Text } from 'react-native';
import { Button } from '../parts/button.tsx';
import { Problem } from '../parts/problem.tsx';
import { describePhone, type Server } from '../server.ts';
import { useTheme } from '../theme.ts';

const ENDINGS: Readonly<Record<PairingEndedError['reason'], string>> = {
  rejected: 'This was rejected in the dashboard.',
  expired: 'The code was not used in time.',
  aborted: 'This was given up.',
};

/** Shows a code, and signs in once it is approved in the dashboard (AUTH-4). */
export function PairingPanel({ server }: { readonly server: Server }) {
  const theme = useTheme();
  const [tries, setTries] = useState(0);
  const [pairing, setPairing] = useState<Pairing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each try is a pairing of its own
  useEffect(() => {
    const leaving = new AbortController();
    setPairing(null);
    setProblem(null);
    pair(server, setPairing, leaving.signal).catch((error: unknown) => {
      if (!leaving.signal.aborted) setProblem(problemOf(error));
    });
    return () => leaving.abort();
  }, [server, tries]);

  if (problem !== null) {
    return (
      <>
        <Problem text={problem} />
        <Button kind="main" label="Get another code" onPress={() => setTries(tries + 1)} />
      </>
    );
  }
  return (
    <>
      <Text style={[styles.text, { color: theme.text }]}>
        Open the dashboard where you are signed in, choose «Pair an app», and enter this code:
      </Text>
      <Text
        accessibilityLabel={pairing === null ? 'Asking for a code' : pairing.code.split('').join(' ')}
        style={[styles.code, { color: theme.text }]}
      >
        {pairing === null ? '……' : pairing.code}
      </Text>
      {pairing !== null && (
        <Text style={{ color: theme.faint }}>
          It can be used until {pairing.expiresAt.toLocaleTimeString()}.
        </Text>
      )}
    </>
  );
}

async function pair(server: Server, show: (pairing: Pairing) => void, signal: AbortSignal): Promise<void> {
  const { client, installation, session } = server;
  const { platform, name, model } = describePhone();
  const pairing = await startPairing(client, {
    deviceId: await installation.id(),
    platform,
    ...(name && { name }),
    ...(model && { model }),
  });
  if (signal.aborted) return;
  show(pairing);
  await session.adopt(await pairing.approved({ signal }));
}

function problemOf(error: unknown): string {
  return error instanceof PairingEndedError ? ENDINGS[error.reason] : failureOf(error).message;
}

const styles = StyleSheet.create({
  text: { fontSize: 16, lineHeight: 24 },
  code: {
    fontSize: 40,
    fontWeight: '600',
    letterSpacing: 8,
    textAlign: 'center',
    fontVariant: ['tabular-nums'],
  },
});
