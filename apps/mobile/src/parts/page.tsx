import type { ReactNode } from 'react';
import { StyleSheet, Text, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTheme } from '../theme.ts';

/** A screen with its title, inside of what notches and bars leave. */
export function Page({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const theme = useTheme();
  const { top, left, right } = useSafeAreaInsets();
  return (
    <View
      style={[
        styles.page,
        { backgroundColor: theme.page, paddingTop: top + 16, paddingLeft: left, paddingRight: right },
      ]}
    >
      <Text accessibilityRole="header" style={[styles.title, { color: theme.text }]}>
        {title}
      </Text>
      {children}
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1 },
  title: { fontSize: 28, fontWeight: '600', paddingHorizontal: 16, paddingBottom: 12 },
});
