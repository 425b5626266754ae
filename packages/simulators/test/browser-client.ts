import { on, once } from 'node:events';
import { WebSocket } from 'ws';

export type Frame = Record<string, unknown>;

/** Speaks to the simulator as Firefox's push client does. */
export class BrowserClient implements AsyncDisposable {
  readonly #socket: WebSocket;
  readonly #frames: AsyncIterableIterator<unknown[]>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#frames = on(socket, 'message', { close: ['close'] });
  }

  static async connect(browserUrl: string): Promise<BrowserClient> {
    const socket = new WebSocket(browserUrl, 'push-notification', { origin: browserUrl });
    const client = new BrowserClient(socket);
    await once(socket, 'open');
    return client;
  }

  send(frame: Frame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** The next frame in order; rejects when the connection has ended. */
  async receive(): Promise<Frame> {
    const next = await this.#frames.next();
    if (next.done === true) throw new Error('The connection has ended');
    const [data] = next.value as [Buffer];
    return JSON.parse(data.toString()) as Frame;
  }

  async ask(frame: Frame): Promise<Frame> {
    this.send(frame);
    return this.receive();
  }

  /** Says hello and returns the uaid that the service knows this browser by. */
  async hello(uaid: string | null): Promise<string> {
    const answer = await this.ask({
      messageType: 'hello',
      use_webpush: true,
      broadcasts: {},
      ...(uaid && { uaid }),
    });
    return String(answer.uaid);
  }

  /** Resolves with the close code. */
  async closed(): Promise<number> {
    const [code] = (await once(this.#socket, 'close')) as [number];
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }
}
