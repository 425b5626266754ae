import { EventEmitter, on } from 'node:events';
import type { CDPSession, Page } from 'playwright-core';

const TIMEOUT_MS = 20_000;

/** What Chromium displayed, as DevTools recorded it. */
export type DisplayedNotification = { tag: string; title: string; body: string };

type Registration = { registrationId: string; scopeURL: string; isDeleted: boolean };
type Version = { registrationId: string; status: string };
type BackgroundEvent = {
  origin: string;
  eventName: string;
  /** A notification's tag. */
  instanceId: string;
  eventMetadata: { key: string; value: string }[];
};

/**
 * Fires real push events in the service worker of a page's origin, and tells what it displayed. Chromium cannot
 * subscribe without its vendor's push service; DevTools delivers in its stead what would come out of decryption
 * (Chrome DevTools Protocol, ServiceWorker.deliverPushMessage).
 *
 * What was displayed is read from DevTools' record of background services. `registration.getNotifications()` is no
 * way to wait for it: called while Chromium displays a notification, it takes it for a stale one and forgets it.
 */
export class ChromiumPush implements AsyncDisposable {
  readonly #session: CDPSession;
  readonly #origin: string;
  readonly #pushes = new EventEmitter();
  readonly #active = Promise.withResolvers<string>();
  readonly #registrations = new Set<string>();
  readonly #activated = new Set<string>();
  readonly #displayed: DisplayedNotification[] = [];
  readonly #closedTags: string[] = [];

  private constructor(session: CDPSession, origin: string) {
    this.#session = session;
    this.#origin = origin;
  }

  /** Attaches to the page, which must be on its origin already; the service worker may be registered later. */
  static async open(page: Page): Promise<ChromiumPush> {
    const session = await page.context().newCDPSession(page);
    const push = new ChromiumPush(session, new URL(page.url()).origin);
    session.on('ServiceWorker.workerRegistrationUpdated', (event: { registrations: Registration[] }) =>
      push.#noteRegistrations(event.registrations),
    );
    session.on('ServiceWorker.workerVersionUpdated', (event: { versions: Version[] }) =>
      push.#noteVersions(event.versions),
    );
    session.on(
      'BackgroundService.backgroundServiceEventReceived',
      (event: { backgroundServiceEvent: BackgroundEvent }) =>
        push.#noteBackground(event.backgroundServiceEvent),
    );
    for (const service of ['notifications', 'pushMessaging'] as const) {
      await session.send('BackgroundService.startObserving', { service });
      await session.send('BackgroundService.setRecording', { service, shouldRecord: true });
    }
    await session.send('ServiceWorker.enable');
    return push;
  }

  /** Every notification displayed since `open`, oldest first; one that replaced another by its tag is a new one. */
  get displayed(): readonly DisplayedNotification[] {
    return this.#displayed;
  }

  /** The tags of notifications that were closed since `open`. */
  get closedTags(): readonly string[] {
    return this.#closedTags;
  }

  /**
   * Delivers `data` to the active service worker and waits until its push event is over, all of `waitUntil` included.
   * Throws an Error if no service worker becomes active, or the event fails or does not end, within 20 seconds.
   */
  async deliverPushMessage(data: string): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const registrationId = await this.#activeRegistration(signal);
    const completions = on(this.#pushes, 'completed', { signal });
    await this.#session.send('ServiceWorker.deliverPushMessage', {
      origin: this.#origin,
      registrationId,
      data,
    });
    const { value } = await completions.next();
    await completions.return?.();
    const [status] = value as [string];
    if (status !== 'Success') throw new Error(`The service worker's push event ended with: ${status}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The page may be closed already, and the session with it.
    await this.#session.detach().catch(() => undefined);
  }

  async #activeRegistration(signal: AbortSignal): Promise<string> {
    const late = Promise.withResolvers<never>();
    const onAbort = () => late.reject(new Error(`No service worker of ${this.#origin} became active`));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([this.#active.promise, late.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #noteRegistrations(registrations: Registration[]): void {
    for (const { registrationId, scopeURL, isDeleted } of registrations) {
      if (isDeleted) this.#registrations.delete(registrationId);
      else if (new URL(scopeURL).origin === this.#origin) this.#registrations.add(registrationId);
    }
    this.#checkActive();
  }

  #noteVersions(versions: Version[]): void {
    for (const { registrationId, status } of versions) {
      if (status === 'activated') this.#activated.add(registrationId);
    }
    this.#checkActive();
  }

  /** DevTools tells of registrations and of their workers in two kinds of events, in no sure order. */
  #checkActive(): void {
    const active = [...this.#registrations].find((id) => this.#activated.has(id));
    if (active !== undefined) this.#active.resolve(active);
  }

  #noteBackground(event: BackgroundEvent): void {
    if (new URL(event.origin).origin !== this.#origin) return;
    const metadata = new Map(event.eventMetadata.map(({ key, value }) => [key, value]));
    if (event.eventName === 'Notification displayed') {
      const title = metadata.get('Title') ?? '';
      this.#displayed.push({ tag: event.instanceId, title, body: metadata.get('Body') ?? '' });
    } else if (event.eventName === 'Notification closed') {
      this.#closedTags.push(event.instanceId);
    } else if (event.eventName === 'Push event completed') {
      this.#pushes.emit('completed', metadata.get('Status') ?? '');
    }
  }
}
