import type { ReactElement } from 'react';
import { FlatList, StyleSheet, Text, View } from 'react-native';
import { useTheme } from '../theme.ts';
import type { Query } from '../use-query.ts';
import { Button } from './button.tsx';
import { Loading } from './loading.tsx';
import { Problem } from './problem.tsx';

export interface QueryListProps<Item> {
  readonly query: Query<readonly Item[]>;
  readonly keyOf: (item: Item) => string;
  readonly renderRow: (item: Item) => ReactElement;
  /** Said when there is nothing: what would be here, and how it gets here. */
  readonly emptyText: string;
}

/** Rows of what the server answered; pulling down asks again. */
export function QueryList<Item>({ query, keyOf, renderRow, emptyText }: QueryListProps<Item>) {
  const theme = useTheme();
  const { data, error, isLoading, reload } = query;
  if (data === undefined && isLoading) return <Loading />;
  return (
    <FlatList
      ListEmptyComponent={
        error === null ? <Text style={[styles.empty, { color: theme.faint }]}>{emptyText}</Text> : null
      }
      ListHeaderComponent={error === null ? null : <Failed error={error} onRetry={reload} />}
      contentContainerStyle={styles.list}
      data={data ?? []}
      keyExtractor={keyOf}
      onRefresh={reload}
      refreshing={isLoading}
      renderItem={({ item }) => (
        <View style={[styles.row, { borderColor: theme.line }]}>{renderRow(item)}</View>
      )}
    />
  );
}

function Failed({ error, onRetry }: { readonly error: string; readonly onRetry: () => Promise<void> }) {
  return (
    <View style={styles.failed}>
      <Problem text={error} />
      <Button kind="plain" label="Try again" onPress={() => void onRetry()} />
    </View>
  );
}

const styles = StyleSheet.create({
  list: { paddingHorizontal: 16, paddingBottom: 24 },
  row: { borderBottomWidth: StyleSheet.hairlineWidth, paddingVertical: 12, gap: 4 },
  empty: { paddingVertical: 32, fontSize: 16, lineHeight: 24 },
  failed: { gap: 12, paddingVertical: 12 },
});
