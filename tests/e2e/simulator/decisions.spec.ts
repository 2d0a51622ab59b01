import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

/** Nothing can be ordered before the simulated data centre has backfilled its past. */
const PAST_MS = 900_000;
const RUN_MS = 600_000;
const CLUSTER = 'prod-b';

/** Opens the cluster by a link of the navigation. */
async function openCluster(page: Page): Promise<void> {
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: CLUSTER }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: CLUSTER })).toBeVisible();
}

async function planNow(page: Page): Promise<void> {
  await page.goto('/overview');
  await page.getByRole('button', { name: 'Optimize hosts…' }).click();
  await page.getByRole('button', { name: `Plan now: ${CLUSTER}` }).click();
}

/** Plans the cluster now, and opens its suggestion. Returns the boxes of its moves. */
async function openSuggestion(page: Page) {
  await planNow(page);
  await expect(page).toHaveURL(/\/suggestions\/[0-9a-f-]{36}/);
  await expect(page.getByRole('button', { name: 'Approve all' })).toBeVisible();
  return page.getByRole('checkbox', { name: /^Move \d+:/ });
}

test('see why nothing happened: in a sentence on the page of the cluster, in full in the log, with filters', async ({
  page,
}) => {
  test.setTimeout(PAST_MS + 120_000);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  await openCluster(page);
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await page.getByLabel('Minimum gain of each move', { exact: true }).fill('1');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText(`Policy of ${CLUSTER} saved`, { exact: true })).toBeVisible();
  await planNow(page);
  await expect(page.getByRole('dialog').getByRole('status')).toContainText('Nothing to do');
  await page.keyboard.press('Escape');

  await openCluster(page);
  await expect(page.getByText(/^Best move left out: .+ from kvm-1\d to kvm-1\d/)).toBeVisible();
  await page.getByRole('link', { name: 'Log of evaluations' }).click();
  const log = page.getByRole('table', { name: /^Evaluations/ });
  const entry = log.getByRole('row').filter({ hasText: 'requested' }).first();
  await expect(entry).toContainText('The loads would have to differ more.');
  await assertAccessible(page, 'the log of evaluations');

  const filters = page.getByRole('search', { name: 'Filters' });
  await filters.getByRole('button', { name: /^Outcome/ }).click();
  await page.getByRole('menuitem', { name: 'nothing to do' }).click();
  await expect(page).toHaveURL(/outcome=balanced/);
  await expect(entry).toBeVisible();
  await filters.getByRole('button', { name: /^Outcome/ }).click();
  await page.getByRole('menuitem', { name: 'blackout' }).click();
  await expect(page.getByText('No evaluation matches these filters')).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(log.getByRole('row').nth(1)).toBeVisible();

  await openCluster(page);
  await page.getByRole('link', { name: 'Policy', exact: true }).click();
  await page.getByRole('button', { name: 'Take back' }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('The change was taken back', { exact: true })).toBeVisible();
});

test('leave a VM of a suggestion alone for a week, and dismiss the rest with a reason', async ({ page }) => {
  await signIn(page, administrator);
  const boxes = await openSuggestion(page);
  const [, vm = ''] =
    /^Move 1: (\S+) from/.exec((await boxes.first().getAttribute('aria-label')) ?? '') ?? [];
  await page.getByRole('button', { name: 'Not this VM for a week' }).first().click();
  await expect(page.getByText(`${vm} is left alone for a week`, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss…' }).click();
  await page.getByLabel('Why', { exact: true }).selectOption('too-many');
  await page.getByLabel('Note', { exact: true }).fill('after the audit');
  await assertAccessible(page, 'dismissing a suggestion');
  await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(page.getByText('Too many moves for the gain: after the audit')).toBeVisible();

  await openSuggestion(page);
  await expect(boxes.first()).toBeVisible();
  await expect(page.getByRole('checkbox', { name: new RegExp(`: ${vm} from`) })).toHaveCount(0);
  await openCluster(page);
  await page.getByRole('link', { name: 'Quality' }).click();
  const reasons = page.getByRole('table', { name: 'Why suggestions were dismissed' });
  await expect(reasons.getByRole('row').filter({ hasText: 'after the audit' })).toContainText('1');
});

test('choose some moves: the totals follow, what they need stays, and only those are made', async ({
  page,
}) => {
  test.setTimeout(RUN_MS + 60_000);
  await signIn(page, administrator);
  const boxes = await openSuggestion(page);
  const copied = page.getByText('Copies about', { exact: true }).locator('..');
  const whole = await copied.innerText();
  const all = await boxes.count();
  for (let last = all - 1; last > 0; last--) await boxes.nth(last).setChecked(false);
  const chosen = await page.getByRole('checkbox', { name: /^Move \d+:/, checked: true }).count();
  expect(chosen).toBeLessThan(all);
  await expect(page.getByText(`chosen ${chosen} of ${all}`)).toBeVisible();
  await expect(copied).not.toHaveText(whole);
  await page.getByRole('button', { name: `Approve ${chosen} of ${all}` }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await expect(page.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(chosen);
});

test('stop all automation, see it on every page, and let it act again', async ({ page }) => {
  await signIn(page, administrator);
  await page.goto('/settings/automation');
  await page.getByRole('button', { name: 'Stop all automation…' }).click();
  await page.getByRole('button', { name: 'Stop all automation', exact: true }).click();
  const banner = page.getByText(/^All automation is stopped, by /);
  await expect(banner).toBeVisible();
  await openCluster(page);
  const cluster = new URL(page.url()).pathname;
  for (const address of [cluster, '/hosts', '/suggestions', '/jobs', '/policies', '/settings/users']) {
    await page.goto(address);
    await expect(banner, address).toBeVisible();
  }
  await assertAccessible(page, 'the notice that all automation is stopped');
  await page.getByRole('link', { name: 'Open automation' }).click();
  await page.getByRole('button', { name: 'Let automation act again…' }).click();
  await page.getByRole('button', { name: 'Let automation act', exact: true }).click();
  await expect(page.getByText('Automation acts again', { exact: true })).toBeVisible();
  await expect(banner).toHaveCount(0);
});
