// A server that sends. An administrator makes its API key in the dashboard, with the scope notifications:send.
//
//   CARILLON_API_KEY=crl_… node send.mjs '{"broadcast": true}' 'Backup finished' '42 GB in 11 minutes'
//
// The first argument is the audience: {"userIds": […]}, {"externalIds": […]}, {"deviceIds": […]}, {"topic": "…"}, {"tags": […]}.
import { createCarillonClient } from '@carillon/client';
import { failureOf } from '@carillon/client/errors';

const { CARILLON_URL = 'http://127.0.0.1:4000', CARILLON_API_KEY } = process.env;
const [audience, title, body] = process.argv.slice(2);
if (!CARILLON_API_KEY || !audience || !title) {
  console.error("CARILLON_API_KEY=crl_… node send.mjs '{\"broadcast\": true}' 'Title' 'Body'");
  process.exit(2);
}

const carillon = createCarillonClient({ url: CARILLON_URL, credentials: CARILLON_API_KEY });

try {
  const { id } = await carillon.notifications.send.mutate({
    audience: JSON.parse(audience),
    title,
    ...(body && { body }),
    // The same key again sends nothing twice: use something of the event's own, so that a retry after a lost answer is safe.
    idempotencyKey: `example-${process.pid}-${Date.now()}`,
  });
  // Sent is what the server has stored; what becomes of it on each device is found under this id.
  console.log(id);
} catch (error) {
  const { code, message, retryAfterSeconds } = failureOf(error);
  console.error(
    `${code}: ${message}${retryAfterSeconds === null ? '' : ` Try again in ${retryAfterSeconds} s.`}`,
  );
  process.exitCode = 1;
}
