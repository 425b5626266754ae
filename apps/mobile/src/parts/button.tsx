import { Pressable, StyleSheet, Text } from 'react-native';
import { useTheme } from '../theme.ts';

export interface ButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly kind: 'main' | 'plain';
  readonly isBusy?: boolean;
}

/** At least 48 points high, as fingers need it. */
export function Button({ label, onPress, kind, isBusy = false }: ButtonProps) {
  const theme = useTheme();
  const isMain = kind === 'main';
  return (
    <Pressable
      accessibilityRole="button"
      accessibilityState={{ busy: isBusy, disabled: isBusy }}
      disabled={isBusy}
      onPress={onPress}
      style={({ pressed }) => [
        styles.button,
        { borderColor: isMain ? theme.accent : theme.line, opacity: pressed || isBusy ? 0.6 : 1 },
        isMain && { backgroundColor: theme.accent },
      ]}
    >
      <Text style={[styles.label, { color: isMain ? theme.onAccent : theme.text }]}>{label}</Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  button: { minHeight: 48, borderWidth: 1, borderRadius: 8, justifyContent: 'center', paddingHorizontal: 16 },
  label: { fontSize: 16, fontWeight: '500', textAlign: 'center' },
});
