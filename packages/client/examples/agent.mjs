// An agent in Node: what carillon-agent does, with a function in place of a command.
//
//   CARILLON_DEVICE=… CARILLON_SECRET=… node agent.mjs [--once]
import { runAgent } from '@carillon/client/agent';

const { CARILLON_URL = 'http://127.0.0.1:4000', CARILLON_DEVICE = '', CARILLON_SECRET = '' } = process.env;

const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());

const { processed, failed } = await runAgent({
  url: CARILLON_URL,
  deviceId: CARILLON_DEVICE,
  secret: CARILLON_SECRET,
  signal: ending.signal,
  once: process.argv.includes('--once'),
  async handle({ title, body, data, deliveryId }) {
    // The same delivery may come twice; what must not be done twice is remembered by deliveryId.
    console.log(title, body ?? '', JSON.stringify(data ?? {}), deliveryId);
    // Resolve, and it is acknowledged as processed, with this as its reference; throw, and it is failed, with the error's message.
    return `handled by ${process.pid}`;
  },
  onRetry: (error, waitMs) => console.error(`${error.message}; again in ${Math.ceil(waitMs / 1000)} s`),
});
console.log(`${processed} processed, ${failed} failed`);
