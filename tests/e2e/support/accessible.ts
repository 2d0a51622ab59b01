import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const scan = (page: Page): AxeBuilder => new AxeBuilder({ page }).options({ resultTypes: ['violations'] }); // the others take long to describe

async function assertNone(scanned: AxeBuilder, what: string): Promise<void> {
  const { violations } = await scanned.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(found, what).toEqual([]);
}

/** Fails with the accessibility rules that the open page violates. `what` describes the page and its state. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  const rules = scan(page).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
  await assertNone(rules.disableRules(['document-title']), what);
  // that rule; after a navigation or a refresh the title is streamed a moment later than the page
  await expect(page, what).toHaveTitle(/\S/);
}

/** The same for the one rule that depends on the colours: of a page that was found accessible in another theme. */
export async function assertContrast(page: Page, what: string): Promise<void> {
  await assertNone(scan(page).withRules(['color-contrast']), what);
}
