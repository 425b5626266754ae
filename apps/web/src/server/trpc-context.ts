import { uuidv7 } from '@carillon/runtime/ids';
import { type Context, createContext } from '@carillon/trpc/context';
import { authenticateByCookie, readClient } from '@/server/caller.ts';
import { getContainer } from '@/server/container.ts';

/** What procedures get to know of the present request, whether a page reads or the browser calls. */
export async function createWebContext(): Promise<Context> {
  const { services, log } = getContainer();
  return createContext({
    services,
    requestId: uuidv7(),
    client: await readClient(),
    log,
    authenticate: authenticateByCookie,
    reply: { setStatus: () => {} },
  });
}
