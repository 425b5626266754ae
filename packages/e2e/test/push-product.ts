import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { type Firefox, launchFirefox } from '../src/firefox.ts';
import { type Product, startProduct } from '../src/product.ts';

export type PushProduct = AsyncDisposable & { product: Product; simulator: WebPushSimulator };

/** The whole product, sending to a push service on this machine. */
export async function startPushProduct(): Promise<PushProduct> {
  await using resources = new AsyncDisposableStack();
  const simulator = resources.use(await startWebPushSimulator({}));
  const { origin, caFile } = simulator.settings;
  const env = { WEBPUSH_TEST_ORIGINS: origin, NODE_EXTRA_CA_CERTS: caFile };
  const product = resources.use(await startProduct({ env }));
  const owned = resources.move();
  return { product, simulator, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A stock Firefox with an empty profile, which gets its pushes from that push service. */
export function startFirefoxFor({ simulator }: PushProduct): Promise<Firefox> {
  return launchFirefox({ pushServerUrl: simulator.settings.browserUrl, profileDir: null, extraPrefs: {} });
}
