import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { befall } from '../support/befall.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';
import { simulatorProduct } from './product.ts';

test.describe.configure({ mode: 'serial' });

/** Nothing can be ordered before the simulated data centre has backfilled its past. */
const PAST_MS = 900_000;
/** Three intervals, and a reading of the signs. */
const SILENT_MS = 180_000;
const RUN_MS = 300_000;
const CLUSTER = 'prod-b';
const HOST = 'kvm-12';

async function openOutage(page: Page): Promise<void> {
  await page.goto('/overview');
  const need = page.getByRole('listitem').filter({ hasText: HOST }).filter({ hasText: 'Restart plan' });
  await need.getByRole('link', { name: 'Restart plan' }).click({ timeout: SILENT_MS });
  await expect(page.getByRole('heading', { level: 1, name: `Is ${HOST} down?` })).toBeVisible();
}

test('a host loses its power: read the signs, answer for it being off, and start its VMs elsewhere', async ({
  page,
}) => {
  test.setTimeout(PAST_MS + SILENT_MS + RUN_MS);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  befall(simulatorProduct, CLUSTER, { type: 'host-died', hostId: HOST });
  await openOutage(page);
  await expect(page.getByText('Down', { exact: true })).toBeVisible({ timeout: SILENT_MS });
  const signs = page.getByRole('table', { name: `Signs of whether ${HOST} is down` });
  await expect(signs.getByRole('row').filter({ hasText: 'Ballast itself' })).toContainText('No answer');
  await expect(signs.getByRole('row').filter({ hasText: 'Host kvm-' }).first()).toContainText('No answer');
  const vms = page.getByRole('table', { name: `VMs of ${HOST} and where they would start` });
  await expect(vms.getByText('Unknown').first()).toBeVisible();
  await assertAccessible(page, 'the page of a dead host');

  const start = page.getByRole('button', { name: /^Start \d+ VMs? elsewhere$/ });
  await expect(page.getByText(`Is ${HOST} switched off?`)).toBeVisible();
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoOverflow(page, 'the page of a dead host on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByLabel(`Type ${HOST} to say that it is off`).fill(HOST);
  await start.click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByRole('heading', { level: 1, name: `Restart VMs of ${HOST}` })).toBeVisible();
  await expect(page.getByText('Succeeded', { exact: true }).first()).toBeVisible({ timeout: RUN_MS });
});

test('the host boots: it answers, and nothing is left to restart; remove the copies that it still has', async ({
  page,
}) => {
  test.setTimeout(4 * SILENT_MS);
  await signIn(page, administrator);
  await openOutage(page);
  befall(simulatorProduct, CLUSTER, { type: 'host-up', hostId: HOST });
  await expect(page.getByText(`${HOST} answers. There is nothing to restart.`)).toBeVisible({
    timeout: SILENT_MS,
  });

  const title = new RegExp(`^${HOST} still has (stopped copies of \\d+ VMs|a stopped copy of )`);
  await page.goto('/overview');
  const need = page.getByRole('listitem').filter({ hasText: title });
  await need.getByRole('link', { name: 'Open host' }).click({ timeout: SILENT_MS });
  await expect(page.getByText(title)).toBeVisible();
  await assertAccessible(page, 'a host with copies');
  await page.getByRole('button', { name: /^Remove (the copy|\d+ copies)…$/ }).click();
  await page.getByRole('button', { name: /^Remove (the copy|\d+ copies)$/ }).click();
  await expect(page.getByText(title)).toHaveCount(0, { timeout: SILENT_MS });
});
