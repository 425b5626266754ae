import type { User } from '@carillon/client/wire';
import { useEffect, useMemo, useState } from 'react';
import { secureStorage } from './secure-storage.ts';
import { openServer, type Server } from './server.ts';

const ADDRESS = 'carillon.server';

export type ConnectionState =
  | { readonly step: 'loading' }
  | { readonly step: 'connect' }
  | { readonly step: 'sign-in'; readonly server: Server }
  | { readonly step: 'home'; readonly server: Server; readonly user: User };

/** Which server this phone belongs to, and who is signed in there. Both outlive the app. */
export function useConnection() {
  const [address, setAddress] = useState<string | null>();
  const [user, setUser] = useState<User | null>();
  const server = useMemo(() => (typeof address === 'string' ? openServer(address) : null), [address]);

  useEffect(() => {
    secureStorage.getItem(ADDRESS).then(setAddress, () => setAddress(null));
  }, []);

  useEffect(() => {
    if (server === null) return;
    setUser(undefined);
    server.session.user().then(setUser, () => setUser(null));
    return server.session.onChange(setUser);
  }, [server]);

  return {
    state: stateOf({ address, server, user }),
    connect: async (url: string): Promise<void> => {
      await secureStorage.setItem(ADDRESS, url);
      setAddress(url);
    },
    disconnect: async (): Promise<void> => {
      await secureStorage.removeItem(ADDRESS);
      setAddress(null);
    },
  };
}

function stateOf({
  address,
  server,
  user,
}: {
  readonly address: string | null | undefined;
  readonly server: Server | null;
  readonly user: User | null | undefined;
}): ConnectionState {
  if (address === null) return { step: 'connect' };
  if (server === null || user === undefined) return { step: 'loading' };
  return user === null ? { step: 'sign-in', server } : { step: 'home', server, user };
}
