import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

async function openCluster(page: Page, cluster: string): Promise<void> {
  await page.goto('/overview');
  await page.locator('a[href^="/clusters/"]', { hasText: cluster }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: cluster })).toBeVisible();
}

async function openReserve(page: Page, cluster: string): Promise<void> {
  await openCluster(page, cluster);
  await page.getByRole('link', { name: 'Reserve', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Reserve' })).toBeVisible();
}

test('see what each failure leads to, and how many more VMs fit', async ({ page }) => {
  await signIn(page, administrator);
  await openReserve(page, 'prod-a');
  const failures = page.getByRole('table', { name: 'The failure of each host' });
  await expect(failures.getByRole('row')).toHaveCount(9);
  const row = failures.getByRole('row').filter({ hasText: 'kvm-05' }).first();
  await row.getByText('VMs in full').click();
  await expect(row.getByText(/: kvm-\d\d/).first()).toBeVisible();
  await assertAccessible(page, 'reserve of a cluster');

  await page.getByLabel('Memory, GiB').fill('4');
  await page.getByLabel('vCPUs').fill('1');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/memory=4&vcpus=1/);
  await expect(page.getByText(/^(\d+ more VMs? fits?|None fits)$/)).toBeVisible();
});

test('ask to survive more failures than a cluster can, and read which are lost', async ({ page }) => {
  await signIn(page, administrator);
  await openReserve(page, 'prod-b');
  await page.getByRole('link', { name: 'Edit policy' }).click();
  await page.getByLabel('Host failures to survive', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy of prod-b saved', { exact: true })).toBeVisible();
  await openReserve(page, 'prod-b');
  await expect(page.getByText('Over-committed', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What brings it back' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Combinations that are not survived' })).toBeVisible();
});
