import fs from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { runBallast, signIn } from '../support/people.ts';
import { administrator, viewer } from '../support/product.ts';
import { test } from '../support/test.ts';
import { simulatorProduct } from './product.ts';

test.describe.configure({ mode: 'serial' });

/** The simulated data centre backfills seven days first. Nothing can be ordered before the end of the backfill. */
const PAST_MS = 900_000;
const RUN_MS = 600_000;

test('see an overloaded host, approve its suggestion, watch the job finish, and find it in the history', async ({
  page,
}) => {
  test.setTimeout(PAST_MS + 2 * RUN_MS);
  await signIn(page, administrator);
  const startedAt = Date.now();
  const review = page
    .getByRole('listitem')
    .filter({ hasText: 'kvm-03' })
    .getByRole('link', { name: 'Review' })
    .first();
  await expect(review).toBeVisible({ timeout: PAST_MS });
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  console.log(
    `the past was lived through ${((Date.now() - startedAt) / 1000).toFixed(0)} s after the first sight`,
  );
  await expect(page.getByText(/kvm-03 has been over its CPU threshold for/).first()).toBeVisible();

  await review.click();
  // loads change, so a newer suggestion may replace this one at any planning: then its page leads there
  const newer = page.getByRole('link', { name: /^Open S-\d+/ });
  const approve = page.getByRole('button', { name: 'Approve all' });
  await expect(approve.or(newer)).toBeVisible();
  if (await newer.isVisible()) await newer.click();
  await expect(page.getByRole('heading', { level: 1, name: /Bring kvm-03 under 80/ })).toBeVisible();
  await expect(page.getByText(/Move .+ from kvm-03 to kvm-/).first()).toBeVisible();
  await page.getByText('Options', { exact: true }).click();
  const pause = page.getByLabel('Target pause, ms');
  await pause.fill('-1');
  await expect(page.getByText('Enter 10 or more.')).toBeVisible();
  await expect(page.getByText('No forecast for these options: the last valid one is shown.')).toBeVisible();
  await pause.fill('');
  await expect(page.getByText('Forecasts are updated as you type.')).toBeVisible();
  await approve.click();

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  const moved = await page.getByRole('row').filter({ hasText: 'Done' }).count();
  expect(moved).toBeGreaterThan(0);

  await page.goto('/history');
  await expect(page.getByRole('heading', { level: 1, name: 'Migration history' })).toBeVisible();
  const chart = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Migrations a day' }) });
  await expect(chart.locator('.recharts-bar-rectangle').first()).toBeVisible();
  await chart.getByRole('button', { name: 'As a table' }).click();
  const today = chart.getByRole('row').last();
  expect(Number(await today.getByRole('cell').nth(1).innerText())).toBeGreaterThanOrEqual(moved);
  await expect(
    page.getByRole('row').filter({ hasText: 'kvm-03' }).filter({ hasText: 'Done' }).first(),
  ).toBeVisible();

  await page.goto('/overview');
  await expect(page.getByText(/kvm-03 has been over its CPU threshold/)).toHaveCount(0, { timeout: RUN_MS });
});

test('evacuate a host, see it empty and in maintenance mode, and return it to service with its VMs', async ({
  page,
}) => {
  test.setTimeout(2 * RUN_MS + 120_000);
  await signIn(page, administrator);
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /kvm-08/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /kvm-08/ })).toBeVisible();
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Evacuate kvm-08/ })).toBeVisible();
  const live = page.getByRole('cell', { name: 'live', exact: true });
  await expect(live.first()).toBeVisible();
  await page.getByText('Options', { exact: true }).click();
  const how = page.getByLabel('Migration kind', { exact: true });
  await how.selectOption('quick');
  await expect(page.getByText('The forecast is for these options.')).toBeVisible();
  await expect(live).toHaveCount(0);
  await how.selectOption('automatic');
  await expect(live.first()).toBeVisible();
  await page.getByRole('textbox', { name: 'Reason' }).fill('firmware update');
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('firmware update').first()).toBeVisible();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });

  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /kvm-08/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: /kvm-08/ })).toBeVisible();
  await expect(page.getByText('Maintenance', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('0 running')).toBeVisible();
  await page.getByRole('button', { name: 'Leave maintenance mode' }).click();
  await page.getByRole('radio', { name: /^Bring them back/ }).check();
  await assertAccessible(page, 'leaving maintenance mode');
  await page.getByRole('button', { name: /^Return and move \d+ VMs back$/ }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /kvm-08/ })
    .click();
  await expect(page.getByRole('link', { name: 'Evacuate host…' })).toBeVisible();
  await expect(page.getByText('0 running')).toHaveCount(0);
});

/** Saves the cluster of the open page. Returns the name, path and content of the file. */
async function saveSnapshot(page: Page, isAnonymous: boolean) {
  await page.getByRole('button', { name: 'Save snapshot' }).click();
  const box = page.getByRole('checkbox', { name: /Replace all names/ });
  await box.setChecked(isAnonymous);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  const file = await download.path();
  await page.keyboard.press('Escape');
  return { name: download.suggestedFilename(), file, text: await fs.readFile(file, 'utf8') };
}

test('save a cluster as a file that the planner reads, with and without names', async ({ page }) => {
  await signIn(page, administrator);
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /prod-a/ })
    .first()
    .click();
  const named = await saveSnapshot(page, false);
  expect(named.name).toMatch(/^ballast-prod-a-.*Z\.json$/);
  expect(named.text).toContain('kvm-03');
  const neutral = await saveSnapshot(page, true);
  expect(neutral.name).toMatch(/^ballast-cluster-.*Z\.json$/);
  expect(neutral.text).not.toContain('kvm-');
  for (const { file } of [named, neutral]) {
    const plan = await runBallast(simulatorProduct, ['plan', 'balance', '--snapshot', file, '--json']);
    const check = ['plan', 'check', '--snapshot', file, '--plan', '-'];
    expect(await runBallast(simulatorProduct, check, plan)).toMatch(/./);
  }
});

test('a viewer can see everything and change nothing', async ({ page, request }) => {
  const { email, name, password } = viewer;
  const args = ['user', 'add', '--email', email, '--name', name, '--role', 'viewer', '--password-stdin'];
  await runBallast(simulatorProduct, args, `${password}\n`);
  await signIn(page, viewer);
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /kvm-05/ })
    .click();
  const evacuate = page
    .getByRole('button', { name: 'Evacuate host…' })
    .or(page.getByRole('link', { name: 'Evacuate host…' }));
  await expect(evacuate).toHaveAttribute('aria-disabled', 'true');
  await page.goto(`${page.url().replace(/[?#].*/, '')}/evacuate`);
  await expect(page.getByRole('button', { name: 'Evacuate', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true',
  );

  // nothing is visible without a session
  expect((await request.get('/api/events')).status()).toBe(401);
  expect((await request.get('/api/history/export')).status()).toBe(401);
  expect((await request.get('/api/clusters/any/snapshot')).status()).toBe(401);
  const overview = await request.get('/overview', { maxRedirects: 0 });
  expect(overview.status()).toBe(307);
  expect(overview.headers().location).toContain('/sign-in');
});
