import { expect } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

/** Nothing can be ordered before the simulated data centre has backfilled its past. */
const PAST_MS = 900_000;
const RUN_MS = 600_000;
const CLUSTER = 'prod-b';

test('patch a host of a cluster: preview, start, confirm its step, pause, continue, and see it end', async ({
  page,
}) => {
  test.setTimeout(PAST_MS + 3 * RUN_MS);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: CLUSTER }).first().click();
  await page.getByRole('link', { name: 'Patch', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Patch hosts' })).toBeVisible();
  const order = page.getByRole('table', { name: 'Order' });
  const boxes = order.getByRole('checkbox');
  await expect(boxes.first()).toBeChecked();
  for (let i = (await boxes.count()) - 1; i > 0; i--) await boxes.nth(i).uncheck();
  const host = (await order.getByRole('link').first().innerText()).trim();
  await page.getByLabel('Step of each host').selectOption('person');
  await assertAccessible(page, 'the preview of a patch run');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoOverflow(page, 'the preview of a patch run on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Start patch run' }).click();

  await expect(page).toHaveURL(/\/patch-runs\/[0-9a-f-]{36}/);
  const timeline = page.getByRole('table', { name: 'Timeline' });
  await expect(timeline.getByRole('link', { name: host })).toBeVisible();
  await timeline.getByRole('button', { name: 'Step is done' }).click({ timeout: RUN_MS });
  await assertAccessible(page, 'confirming a step');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Step is done' }).click();
  await expect(page.getByText('Succeeded', { exact: true }).first()).toBeVisible({ timeout: RUN_MS });
  await assertAccessible(page, 'a patch run');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoOverflow(page, 'a patch run on a phone');
});

test('cancel a patch run that is paused', async ({ page }) => {
  test.setTimeout(RUN_MS);
  await signIn(page, administrator);
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: CLUSTER }).first().click();
  await page.getByRole('link', { name: 'Patch', exact: true }).click();
  await page.getByLabel('Step of each host').selectOption('person');
  await page.getByLabel('A host may begin').selectOption('weekend');
  await page.getByRole('button', { name: 'Start patch run' }).click();
  await expect(page).toHaveURL(/\/patch-runs\//);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Cancel run…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel run' }).click();
  await expect(page.getByText('Cancelled', { exact: true }).first()).toBeVisible();
});
