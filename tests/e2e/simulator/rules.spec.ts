import fs from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

/** Nothing can be ordered before the simulated data centre has backfilled its past. */
const PAST_MS = 900_000;

async function openCluster(page: Page): Promise<void> {
  await signIn(page, administrator);
  await page.goto('/overview');
  await page.locator('a[href^="/clusters/"]', { hasText: 'prod-a' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'prod-a' })).toBeVisible();
}

test('write a rule by a tag, read what it means, change it, export, remove it and import it again', async ({
  page,
}) => {
  await openCluster(page);
  await page.getByRole('link', { name: /^Rules/ }).click();
  await page.getByRole('link', { name: 'New rule' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Databases by tag');
  await page.getByLabel('VM name patterns').fill('db-[0-9]');
  await expect(page.getByText(/Sets such as \[0-9\]/)).toBeVisible();
  await page.getByLabel('VM name patterns').fill('');
  await page.getByLabel('VM tags').fill('Database');
  await expect(page.getByText('6 VMs in the rule')).toBeVisible();
  await page.getByRole('button', { name: 'Add rule' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Databases by tag' });
  await expect(row).toContainText('erp-db-01');

  await row.getByRole('link', { name: 'Databases by tag' }).click();
  await page.getByRole('radio', { name: /^should/ }).check();
  await page.getByLabel('Search by name').or(page.getByPlaceholder('Search by name')).first().fill('redis-0');
  await page.getByRole('checkbox', { name: 'redis-01' }).check();
  await expect(page.getByText('7 VMs in the rule')).toBeVisible();
  await page.getByRole('button', { name: 'Save rule' }).click();
  await expect(row).toContainText('should');

  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const file = await (await saved).path();
  await row.getByRole('button', { name: 'Remove Databases by tag' }).click();
  await page.getByRole('button', { name: 'Remove rule' }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: 'Import…' }).click();
  const text = await fs.readFile(file, 'utf8');
  await page.getByLabel('File').setInputFiles({
    name: 'rules.json',
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });
  await page.getByRole('button', { name: 'Import 1 entry' }).click();
  await expect(row).toContainText('should');
});

test('exclude all VMs with a tag, and take it back', async ({ page }) => {
  await signIn(page, administrator);
  await page.goto('/vms?tag=desktop');
  await page.getByRole('checkbox', { name: 'Choose all that match' }).check();
  await page.getByRole('button', { name: 'Automation…' }).click();
  await page.getByLabel('Reason').fill('image update');
  await page.getByRole('button', { name: 'Set automation' }).click();
  await expect(page.getByText('11 VMs are excluded from balancing', { exact: true })).toBeVisible();
  await page.goto('/vms?show=by-hand&tag=desktop');
  await expect(page.getByText('image update')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByText('11 VMs are as before', { exact: true })).toBeVisible();
  await expect(page.getByText('No VM matches')).toBeVisible();
});

test('try moves by mouse and by keyboard, see what is refused, and order the plan', async ({ page }) => {
  test.setTimeout(PAST_MS + 300_000);
  await openCluster(page);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  await page.getByRole('link', { name: 'What-if' }).click();
  await page.getByRole('button', { name: 'kvm-07', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'VMs on kvm-07' })).toBeVisible();
  const first = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('checkbox') })
    .first();
  const name = await first.innerText();
  await first.dragTo(page.getByRole('row').filter({ hasText: 'kvm-06' }));
  await expect(page.getByRole('button', { name: 'Make a plan of 1 move' })).toBeEnabled();
  expect(name).not.toBe('');
  await page.getByRole('button', { name: 'Reset' }).click();

  await page.getByRole('button', { name: 'kvm-06', exact: true }).click();
  await page.getByRole('checkbox', { name: 'render-gpu-01' }).focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Move to').selectOption({ label: 'kvm-05' });
  await page.getByRole('button', { name: 'Move 1 VM' }).press('Enter');
  await expect(page.getByText('1 VM cannot move')).toBeVisible();
  await page.getByRole('button', { name: 'Take kvm-08 away' }).click();
  await expect(page.getByText(/leaves? the hosts that are taken away/)).toBeVisible();
  await page.getByRole('button', { name: 'Add host' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'new-1' })).toBeVisible();
  await page.getByLabel('CPU threshold, %').fill('40');
  await expect(page.getByText('Planning…')).toHaveCount(0, { timeout: 60_000 });
});
