import type { Page } from 'playwright-core';
import { expectAccessible } from './expect-accessible.ts';

export const DESK = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** As {@link expectAccessible}, light and wide, then dark and on a phone; leaves the page light and wide. */
export async function expectAccessibleInThemes(page: Page, name: string): Promise<void> {
  for (const [colorScheme, viewport] of [
    ['dark', PHONE],
    ['light', DESK],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await page.locator(`html.${colorScheme}`).waitFor();
    await expectAccessible(page, `${name} in ${colorScheme}`);
  }
}
