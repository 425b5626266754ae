import { Text } from 'react-native';
import { useTheme } from '../theme.ts';

/** What went wrong, read out as it appears; nothing for null. */
export function Problem({ text }: { readonly text: string | null }) {
  const theme = useTheme();
  if (text === null) return null;
  return (
    <Text
      accessibilityLiveRegion="polite"
      accessibilityRole="alert"
      style={{ color: theme.attention, fontSize: 16 }}
    >
      {text}
    </Text>
  );
}
