import { useColorScheme } from 'react-native';

const LIGHT = {
  page: '#ffffff',
  raised: '#f4f4f5',
  line: '#d4d4d8',
  text: '#18181b',
  faint: '#52525b',
  accent: '#1d4ed8',
  onAccent: '#ffffff',
  attention: '#b91c1c',
};
const DARK: Theme = {
  page: '#09090b',
  raised: '#18181b',
  line: '#3f3f46',
  text: '#fafafa',
  faint: '#a1a1aa',
  accent: '#93c5fd',
  onAccent: '#09090b',
  attention: '#fca5a5',
};

/** Colours by what they mean; contrast is AA in both. */
export type Theme = Readonly<Record<keyof typeof LIGHT, string>>;

/** As the phone is set. */
export function useTheme(): Theme {
  return useColorScheme() === 'dark' ? DARK : LIGHT;
}
