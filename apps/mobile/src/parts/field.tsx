import { StyleSheet, Text, TextInput, type TextInputProps, View } from 'react-native';
import { useTheme } from '../theme.ts';

/** A labelled text field. */
export function Field({ label, ...input }: { readonly label: string } & TextInputProps) {
  const theme = useTheme();
  return (
    <View style={styles.field}>
      <Text style={{ color: theme.faint }}>{label}</Text>
      <TextInput
        accessibilityLabel={label}
        autoCapitalize="none"
        autoCorrect={false}
        placeholderTextColor={theme.faint}
        style={[styles.input, { color: theme.text, borderColor: theme.line, backgroundColor: theme.raised }]}
        {...input}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: 4 },
  input: { minHeight: 48, borderWidth: 1, borderRadius: 8, paddingHorizontal: 12, fontSize: 16 },
});
