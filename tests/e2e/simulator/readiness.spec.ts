import { expect } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test('check the readiness of a cluster, and migrate a VM there and back as a test', async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, administrator);
  await page.locator('a[href^="/clusters/"]', { hasText: 'prod-b' }).first().click();
  await page.getByRole('link', { name: 'Readiness', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Readiness' })).toBeVisible();
  await expect(page.getByText('This cluster was never checked', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Check readiness', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Good to know' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/^\d+ hosts and \d+ VMs checked/)).toBeVisible();
  await expect(page.getByText('What to do', { exact: true }).first()).toBeVisible();
  await assertAccessible(page, 'readiness of a cluster');

  await page.getByRole('button', { name: 'Start test migration', exact: true }).click();
  await expect(page.getByText(/ moved from [\w-]+ to [\w-]+ and back$/)).toBeVisible({ timeout: 150_000 });
  await expect(page.getByRole('link', { name: /^R-\d+$/ })).toHaveCount(2);
  await assertAccessible(page, 'readiness after a test migration');
});
