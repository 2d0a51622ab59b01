import { expect, type Page } from '@playwright/test';

/** Fails where the open page can be scrolled sideways; `what` says where and how it was open. */
export async function assertNoOverflow(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} is wider than its window`).toBeLessThanOrEqual(0);
}
