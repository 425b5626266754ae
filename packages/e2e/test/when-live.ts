import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/**
 * An element once React has taken it over: before that it is seen and can be clicked, and nothing happens. React marks the
 * elements that it looks after.
 */
export async function whenLive(locator: Locator): Promise<Locator> {
  await expect
    .poll(() =>
      locator.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps'))),
    )
    .toBe(true);
  return locator;
}
