import type { Page } from 'playwright-core';

/** A mutation, called as the dashboard's own script would. */
export function callFromPage<Answer>(page: Page, procedure: string, input: object): Promise<Answer> {
  return page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`/api/trpc/${path}`, { method: 'POST', headers, body: body ?? '' });
      if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
      return (await response.json()).result.data;
    },
    [procedure, JSON.stringify(input)],
  );
}

/** A query, called as the dashboard's own script would. */
export function readFromPage<Answer>(page: Page, procedure: string, input: object): Promise<Answer> {
  return page.evaluate(
    async (path) => (await (await fetch(path)).json()).result.data,
    `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
  );
}
