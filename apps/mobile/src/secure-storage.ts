import { deleteItemAsync, getItemAsync, setItemAsync } from 'expo-secure-store';

/** The keychain, or Android's key store: what is in it is another app's as little as another person's. */
export const secureStorage = { getItem: getItemAsync, setItem: setItemAsync, removeItem: deleteItemAsync };
