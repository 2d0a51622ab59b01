import { expect, type Page } from '@playwright/test';

/** Fails if the open page can be scrolled sideways. `what` describes the page and its state. */
export async function assertNoOverflow(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} is wider than its window`).toBeLessThanOrEqual(0);
}
