import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with the accessibility rules that the open page violates. `what` describes the page and its state. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  await expect(page, what).toHaveTitle(/\S/); // after a navigation it is streamed a moment later than the page
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] }) // the others take long to describe
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
  expect(found, what).toEqual([]);
}
