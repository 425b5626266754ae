import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { vi } from 'vitest';

/**
 * What the client package sees of a browser: its permission, and the one subscription of its service worker, which the push service on
 * this machine made. For what a real one cannot be made to do: change a key, or take its permission back.
 */
export class FakeBrowser {
  permission: NotificationPermission = 'granted';
  subscription: PushSubscription | null = null;
  /** How often it subscribed. */
  subscribed = 0;
  readonly #simulator: WebPushSimulator;

  constructor(simulator: WebPushSimulator) {
    this.#simulator = simulator;
  }

  readonly worker = async () => ({ pushManager: this }) as unknown as ServiceWorkerRegistration;

  async getSubscription(): Promise<PushSubscription | null> {
    return this.subscription;
  }

  async subscribe({ applicationServerKey }: { applicationServerKey: Uint8Array }): Promise<PushSubscription> {
    const { endpoint, keys } = this.#simulator.mint(Buffer.from(applicationServerKey).toString('base64url'));
    this.subscribed += 1;
    this.subscription = {
      toJSON: () => ({ endpoint, keys }),
      options: { applicationServerKey: applicationServerKey.slice().buffer },
      unsubscribe: async () => {
        this.subscription = null;
        return true;
      },
    } as unknown as PushSubscription;
    return this.subscription;
  }

  /** As after a change of the server's VAPID key: what is subscribed is bound to another one. */
  bindToAnotherKey(): void {
    Object.assign(this.subscription ?? {}, { options: { applicationServerKey: new Uint8Array(65).buffer } });
  }

  /** Until `vi.unstubAllGlobals()`, this process is a page in this browser. */
  enter(): void {
    const notification = Object.defineProperty(
      { requestPermission: async () => this.permission },
      'permission',
      {
        get: () => this.permission,
      },
    );
    const navigator = { serviceWorker: {}, userAgent: 'A browser', maxTouchPoints: 0 };
    const matchMedia = () => ({ matches: false });
    const window = {
      isSecureContext: true,
      PushManager: {},
      Notification: notification,
      navigator,
      matchMedia,
    };
    vi.stubGlobal('Notification', notification);
    vi.stubGlobal('navigator', navigator);
    vi.stubGlobal('window', window);
  }
}
