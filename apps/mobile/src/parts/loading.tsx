import { ActivityIndicator, View } from 'react-native';
import { useTheme } from '../theme.ts';

export function Loading() {
  const theme = useTheme();
  return (
    <View style={{ flex: 1, justifyContent: 'center', backgroundColor: theme.page }}>
      <ActivityIndicator accessibilityLabel="Loading" color={theme.accent} />
    </View>
  );
}
