import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DbusMessage, decodeMessage, encodeMessage, type OutgoingMessage } from './dbus-message.ts';
import type { DbusValue } from './dbus-values.ts';

/** The bus's own name, and the unique name of the one service on it. */
const BUS = 'org.freedesktop.DBus';
const SERVICE_OWNER = ':1.1';
const GUID = '0123456789abcdef0123456789abcdef';

export type DbusReply = { signature: string; body: DbusValue[] };

/** The one service on the bus: answers its calls; null for a method that it does not have. */
export type DbusService = { name: string; call: (message: DbusMessage) => DbusReply | null };

export type SessionBus = AsyncDisposable & {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  address: string;
  /** Sends a signal of the service to everyone on the bus. */
  signal(signal: { path: string; interface: string; member: string } & DbusReply): void;
};

/**
 * A desktop's session bus with one service on it, on a socket of its own in a temporary directory: it lets a browser
 * without a desktop talk to a service of ours. Not a general bus: clients cannot reach one another.
 */
export async function startSessionBus(service: DbusService): Promise<SessionBus> {
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-bus-'));
  const socketPath = path.join(directory, 'bus');
  const connections = new Set<Connection>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const connection = new Connection(socket, `:1.${connections.size + 100}`, service);
    connections.add(connection);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    address: `unix:path=${socketPath}`,
    signal: (signal) => {
      for (const connection of connections)
        connection.send({ type: 'signal', sender: SERVICE_OWNER, ...signal });
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

class Connection {
  readonly #socket: Socket;
  readonly #name: string;
  readonly #service: DbusService;
  #received: Buffer = Buffer.alloc(0);
  #authenticated = false;
  #serial = 0;

  constructor(socket: Socket, name: string, service: DbusService) {
    this.#socket = socket;
    this.#name = name;
    this.#service = service;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      if (!this.#authenticated) this.#authenticate();
      if (this.#authenticated) this.#readMessages();
    });
  }

  send(message: Omit<OutgoingMessage, 'serial'>): void {
    if (!this.#authenticated || this.#socket.destroyed) return;
    this.#serial += 1;
    this.#socket.write(encodeMessage({ ...message, serial: this.#serial }));
  }

  /** The text part of a connection ("Authentication Protocol"): whoever can open the socket is let in. */
  #authenticate(): void {
    let end = this.#received.indexOf('\r\n');
    while (end >= 0 && !this.#authenticated) {
      const line = this.#received.toString('latin1', 0, end).replace(/^\0/, '');
      this.#received = this.#received.subarray(end + 2);
      if (line === 'BEGIN') this.#authenticated = true;
      else if (/^AUTH EXTERNAL .|^DATA/.test(line)) this.#socket.write(`OK ${GUID}\r\n`);
      else if (line === 'AUTH EXTERNAL') this.#socket.write('DATA\r\n');
      else if (line.startsWith('AUTH')) this.#socket.write('REJECTED EXTERNAL\r\n');
      else this.#socket.write('ERROR\r\n');
      end = this.#received.indexOf('\r\n');
    }
  }

  #readMessages(): void {
    let decoded = decodeMessage(this.#received);
    while (decoded !== null) {
      this.#received = this.#received.subarray(decoded.length);
      if (decoded.message.type === 'call') this.#answer(decoded.message);
      decoded = decodeMessage(this.#received);
    }
  }

  #answer(call: DbusMessage): void {
    const isForService = call.destination === this.#service.name || call.destination === SERVICE_OWNER;
    const sender = isForService ? SERVICE_OWNER : BUS;
    const reply = isForService
      ? this.#service.call(call)
      : call.destination === BUS
        ? this.#callBus(call)
        : null;
    if (call.noReplyExpected) return;
    const addressed = { sender, destination: this.#name, replySerial: call.serial };
    if (reply !== null) {
      this.send({ type: 'return', ...addressed, ...reply });
    } else {
      const errorName = `${BUS}.Error.${isForService ? 'UnknownMethod' : 'ServiceUnknown'}`;
      this.send({ type: 'error', ...addressed, errorName, signature: 's', body: [`No ${call.member} here`] });
    }
  }

  /** The bus's own methods that clients call when they connect and look for a service. */
  #callBus(call: DbusMessage): DbusReply | null {
    const [name] = call.body;
    const isKnown = name === this.#service.name || name === BUS;
    switch (call.member) {
      case 'Hello':
        return { signature: 's', body: [this.#name] };
      case 'AddMatch':
      case 'RemoveMatch':
        return { signature: '', body: [] };
      case 'NameHasOwner':
        return { signature: 'b', body: [isKnown] };
      case 'GetNameOwner':
        return isKnown ? { signature: 's', body: [name === BUS ? BUS : SERVICE_OWNER] } : null;
      case 'StartServiceByName':
        return isKnown ? { signature: 'u', body: [2] } : null;
      case 'RequestName':
        return { signature: 'u', body: [1] };
      case 'ListNames':
      case 'ListActivatableNames':
        return { signature: 'as', body: [[BUS, this.#service.name]] };
      default:
        return null;
    }
  }
}
