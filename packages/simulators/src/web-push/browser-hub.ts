import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { BoundedMap } from '../bounded-map.ts';
import { type BrowserMessage, notificationFrame, parseBrowserMessage } from './browser-protocol.ts';
import { Mailbox, type PushMessage } from './messages.ts';
import type { Subscriptions } from './subscriptions.ts';

const MAX_BROWSERS = 10_000;
const MAX_WAITING_MESSAGES = 1000;
const MAX_FRAME_BYTES = 64 * 1024;
/** RFC 6455 section 7.4.1. */
const CLOSE_PROTOCOL_ERROR = 1002;
const CLOSE_REPLACED = 1000;

type Browser = { uaid: string; socket: WebSocket | null; mailbox: Mailbox };

export type BrowserHubOptions = {
  /** 0 takes a free port. */
  port: number;
  subscriptions: Subscriptions;
  /** Makes the endpoint's URL from a subscription's id. */
  endpointOf: (subscriptionId: string) => string;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** The side that browsers connect to: it knows them by their uaid and keeps what they have not acknowledged. */
export class BrowserHub {
  readonly #options: BrowserHubOptions;
  readonly #server: WebSocketServer;
  readonly #browsers = new BoundedMap<string, Browser>(MAX_BROWSERS);

  private constructor(options: BrowserHubOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      host: '127.0.0.1',
      port: options.port,
      maxPayload: MAX_FRAME_BYTES,
      // A page could open a WebSocket to loopback too; a browser's push client has no http origin.
      verifyClient: ({ origin }: { origin: string | undefined }) => !/^https?:/i.test(origin ?? ''),
    });
    this.#server.on('connection', (socket) => this.#greet(socket));
  }

  /** @throws the listen error, for instance EADDRINUSE. */
  static async start(options: BrowserHubOptions): Promise<BrowserHub> {
    const hub = new BrowserHub(options);
    await new Promise<void>((resolve, reject) => {
      hub.#server.once('listening', resolve);
      hub.#server.once('error', reject);
    });
    return hub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many browsers are connected now. */
  get connected(): number {
    return [...this.#browsers.values()].filter((browser) => browser.socket !== null).length;
  }

  /** Sends at once if the browser is connected, and keeps the message until it is acknowledged or its TTL is over. */
  deliver(owner: { uaid: string; channelId: string }, message: PushMessage): void {
    const browser = this.#browsers.get(owner.uaid);
    if (browser === undefined) return;
    browser.mailbox.put(message);
    if (browser.socket !== null) sendJson(browser.socket, notificationFrame(message, owner.channelId));
  }

  /** Forgets what waits for a subscription that has ended. */
  discard(owner: { uaid: string }, subscriptionId: string): void {
    this.#browsers.get(owner.uaid)?.mailbox.removeSubscription(subscriptionId);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#server.clients) socket.terminate();
    await closed;
  }

  /** The first message must be `hello`; the rest of the talk belongs to that browser. */
  #greet(socket: WebSocket): void {
    let browser: Browser | null = null;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (browser?.socket === socket) browser.socket = null;
    });
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? null : parseBrowserMessage(data.toString());
      if (message === null || (browser === null) !== (message.messageType === 'hello')) {
        socket.close(CLOSE_PROTOCOL_ERROR, 'unexpected message');
      } else if (message.messageType === 'hello') {
        browser = this.#welcome(socket, message.uaid ?? null);
      } else if (browser !== null) {
        this.#answer(socket, browser, message);
      }
    });
  }

  /** An unknown uaid gets a new one, whereupon the browser drops its old subscriptions and makes new ones. */
  #welcome(socket: WebSocket, uaid: string | null): Browser {
    const known = uaid === null ? undefined : this.#browsers.get(uaid);
    const browser = known ?? { uaid: randomUUID().replaceAll('-', ''), socket: null, mailbox: newMailbox() };
    this.#browsers.set(browser.uaid, browser);
    browser.socket?.close(CLOSE_REPLACED, 'replaced by a newer connection');
    browser.socket = socket;
    sendJson(socket, {
      messageType: 'hello',
      uaid: browser.uaid,
      status: 200,
      use_webpush: true,
      broadcasts: {},
    });
    for (const message of browser.mailbox.waiting(this.#options.now())) this.#redeliver(browser, message);
    return browser;
  }

  #redeliver(browser: Browser, message: PushMessage): void {
    const owner = this.#options.subscriptions.get(message.subscriptionId)?.owner;
    if (browser.socket === null || owner?.kind !== 'browser') return;
    sendJson(browser.socket, notificationFrame(message, owner.channelId));
  }

  #answer(
    socket: WebSocket,
    browser: Browser,
    message: Exclude<BrowserMessage, { messageType: 'hello' }>,
  ): void {
    switch (message.messageType) {
      case 'register':
        this.#register(socket, browser, { channelId: message.channelID, key: message.key ?? null });
        break;
      case 'unregister':
        this.#unregister(socket, browser, message.channelID);
        break;
      case 'ack':
        for (const update of message.updates) browser.mailbox.remove(update.version);
        break;
      case 'nack':
        browser.mailbox.remove(message.version);
        break;
      case 'broadcast_subscribe':
        // There are no broadcasts here, and the service answers nothing until one changes.
        break;
      case 'ping':
        socket.send('{}');
        break;
    }
  }

  #register(socket: WebSocket, browser: Browser, channel: { channelId: string; key: string | null }): void {
    const { channelId, key } = channel;
    const reply = { messageType: 'register', channelID: channelId };
    const applicationServerKey = key === null ? null : Buffer.from(key, 'base64url').toString('base64url');
    const subscription = this.#options.subscriptions.register(
      { uaid: browser.uaid, channelId },
      applicationServerKey,
    );
    sendJson(socket, { ...reply, status: 200, pushEndpoint: this.#options.endpointOf(subscription.id) });
  }

  #unregister(socket: WebSocket, browser: Browser, channelId: string): void {
    const subscription = this.#options.subscriptions.ofChannel({ uaid: browser.uaid, channelId });
    if (subscription !== undefined) {
      this.#options.subscriptions.expire(subscription.id);
      browser.mailbox.removeSubscription(subscription.id);
    }
    sendJson(socket, { messageType: 'unregister', channelID: channelId, status: 200 });
  }
}

function newMailbox(): Mailbox {
  return new Mailbox(MAX_WAITING_MESSAGES);
}

function sendJson(socket: WebSocket, message: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}
