import type { ExpoConfig } from 'expo/config';

/** The project of Expo's push service that builds of this app belong to; without one, push tokens cannot be had. */
const projectId = process.env.EXPO_PROJECT_ID;

const config: ExpoConfig = {
  name: 'Carillon',
  slug: 'carillon',
  version: '0.1.0',
  scheme: 'carillon',
  orientation: 'default',
  userInterfaceStyle: 'automatic',
  ios: { bundleIdentifier: 'app.carillon.mobile', supportsTablet: true },
  android: { package: 'app.carillon.mobile' },
  plugins: ['expo-notifications', 'expo-secure-store'],
  ...(projectId !== undefined && { extra: { eas: { projectId } } }),
};

export default config;
