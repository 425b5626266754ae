import { StatusBar, useColorScheme } from 'react-native';
import { SafeAreaProvider } from 'react-native-safe-area-context';
import { Loading } from './parts/loading.tsx';
import { ConnectScreen } from './screens/connect-screen.tsx';
import { HomeScreen } from './screens/home-screen.tsx';
import { SignInScreen } from './screens/sign-in-screen.tsx';
import { useConnection } from './use-connection.ts';

/** Which server, then who, then what there is. */
export function App() {
  const isDark = useColorScheme() === 'dark';
  return (
    <SafeAreaProvider>
      <StatusBar barStyle={isDark ? 'light-content' : 'dark-content'} />
      <Screen />
    </SafeAreaProvider>
  );
}

function Screen() {
  const { state, connect, disconnect } = useConnection();
  switch (state.step) {
    case 'loading':
      return <Loading />;
    case 'connect':
      return <ConnectScreen onConnect={connect} />;
    case 'sign-in':
      return <SignInScreen server={state.server} onOtherServer={disconnect} />;
    case 'home':
      return <HomeScreen server={state.server} user={state.user} />;
  }
}
