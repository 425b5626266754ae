import type { Locator, Page } from 'playwright-core';

/** A text that is seen: while a page streams in, its pieces stand in it a second time, hidden. */
export function seenText(page: Page, text: string | RegExp, options?: { readonly exact: boolean }): Locator {
  return page.getByText(text, options).filter({ visible: true }).first();
}
