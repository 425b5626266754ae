import type { Page } from 'playwright-core';

interface Fiber {
  readonly return: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly memoizedProps: { readonly client?: QueryClientLike } | null;
}

interface Cache {
  getAll(): ReadonlyArray<{ readonly state: unknown }>;
}

interface QueryClientLike {
  getMutationCache?(): Cache;
  getQueryCache(): Cache;
}

/** Everything that a page of the dashboard holds in reach, by the place where it is, as text to be searched. */
export function browserKeeps(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(() => {
    const root = document.querySelector('#content') ?? document.body;
    const key = Object.keys(root).find((name) => name.startsWith('__reactFiber')) ?? '';
    let top: Fiber | null = (root as unknown as Record<string, Fiber>)[key] ?? null;
    while (top?.return != null) top = top.return;
    // The provider of the query cache stands somewhere below the top.
    const queue: Fiber[] = top === null ? [] : [top];
    let client: QueryClientLike | null = null;
    for (let fiber = queue.pop(); fiber !== undefined && client === null; fiber = queue.pop()) {
      const found = fiber.memoizedProps?.client;
      if (typeof found?.getMutationCache === 'function') client = found;
      if (fiber.sibling !== null) queue.push(fiber.sibling);
      if (fiber.child !== null) queue.push(fiber.child);
    }
    const statesOf = (cache: Cache | undefined) =>
      JSON.stringify((cache?.getAll() ?? []).map(({ state }) => state));
    return {
      page: document.documentElement.outerHTML,
      fields: [...document.querySelectorAll('input, textarea')]
        .map((field) => (field as HTMLInputElement).value)
        .join(' '),
      address: window.location.href,
      history: JSON.stringify(window.history.state),
      localStorage: JSON.stringify({ ...window.localStorage }),
      sessionStorage: JSON.stringify({ ...window.sessionStorage }),
      queries: statesOf(client?.getQueryCache()),
      mutations: statesOf(client?.getMutationCache?.()),
    };
  });
}
