import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

/** Nothing can be ordered before the simulated data centre has backfilled its past. */
const PAST_MS = 900_000;
const RUN_MS = 600_000;
const CLUSTER = 'prod-a';
const HOSTS = ['kvm-06', 'kvm-07'];

async function openCluster(page: Page): Promise<void> {
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: CLUSTER }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: CLUSTER })).toBeVisible();
}

/** Chooses hosts on the page of the cluster, and opens the preview of all of them. */
async function preview(page: Page): Promise<void> {
  await openCluster(page);
  await page.getByRole('button', { name: 'Evacuate hosts…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Evacuate hosts together' });
  for (const host of HOSTS) await dialog.getByRole('checkbox', { name: new RegExp(host) }).check();
  await assertAccessible(page, 'the choice of hosts');
  await dialog.getByRole('link', { name: 'Preview' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Evacuate kvm-06 and kvm-07' })).toBeVisible();
  // a VM of each uses a device of its host, so it cannot leave
  const decisions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Decided' }) });
  for (const count of [1, 2]) {
    await page.getByRole('link', { name: 'Leave it here' }).first().click();
    await expect(decisions.getByText(/keeps running on kvm-0[67]/)).toHaveCount(count);
  }
  await expect(page.getByRole('heading', { name: 'Blockers' })).toHaveCount(0);
}

test('evacuate two hosts together, cancel, and find their VMs back where they were', async ({ page }) => {
  test.setTimeout(PAST_MS + 2 * RUN_MS);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  await preview(page);
  const moves = page.getByRole('table', { name: /^Moves from kvm-06 and kvm-07/ });
  await expect(moves.getByRole('row').filter({ hasText: 'kvm-06' }).first()).toBeVisible();
  await expect(moves.getByRole('row').filter({ hasText: 'kvm-07' }).first()).toBeVisible();
  await assertAccessible(page, 'the preview of two hosts');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoOverflow(page, 'the preview of two hosts on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByRole('heading', { level: 1, name: /kvm-06, kvm-07/ })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Done' }).first()).toBeVisible({ timeout: RUN_MS });
  await page.getByRole('button', { name: 'Pause job' }).click();
  await expect(page.getByText('Paused: nothing new begins')).toBeVisible();
  await assertAccessible(page, 'a paused job');
  await page.getByRole('button', { name: 'Continue job' }).click();
  await expect(page.getByText('Paused: nothing new begins')).toHaveCount(0);
  await page.getByRole('button', { name: 'Cancel job…' }).click();
  await page.getByRole('radio', { name: /^move back/ }).check();
  await assertAccessible(page, 'cancelling a job');
  await page.getByRole('button', { name: 'Cancel the job' }).click();
  await expect(page.getByText('Its VMs move back in a job of their own.')).toBeVisible({ timeout: RUN_MS });
  await page.getByRole('link', { name: 'Open job' }).first().click();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await openCluster(page);
  for (const host of HOSTS) {
    const row = page.getByRole('row').filter({ hasText: host });
    await expect(row).not.toContainText(/Draining|Maintenance/);
  }
});

test('evacuate two hosts together, and undo it later: both return to service', async ({ page }) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await preview(page);
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page.getByText('kvm-06 is empty and in maintenance mode.')).toBeVisible({ timeout: RUN_MS });
  await expect(page.getByText('kvm-07 is empty and in maintenance mode.')).toBeVisible({ timeout: RUN_MS });
  await page.getByRole('button', { name: 'Undo job…' }).click();
  await expect(page.getByText('kvm-06 and kvm-07 return to service.')).toBeVisible();
  await page.getByRole('button', { name: 'Move them back' }).click();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
});
