import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { impatientSockets } from './impatient-socket.ts';

it('F-4: a connection on which nothing comes and nothing goes ends with an error that says so', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = impatientSockets(50)().connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [error] = await once(socket, 'error').catch((reason: unknown) => [reason]);
  expect(error).toMatchObject({ code: 'ETIMEDOUT' });
  expect(socket.destroyed).toBe(true);
  server.close();
});

it('F-4: a connection that is used stays', async () => {
  const server = createServer((client) => client.pipe(client)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = impatientSockets(60_000)().connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('ping');
  expect(String(await once(socket, 'data'))).toBe('ping');
  socket.destroy();
  server.close();
});
