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
const HOST = 'kvm-06';
const BOUND = 'render-gpu-01'; // it runs with a device of the host

async function openHost(page: Page): Promise<void> {
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: HOST }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: HOST })).toBeVisible();
}

test('shut down a VM that cannot leave, and start it again when its host returns', async ({ page }) => {
  test.setTimeout(PAST_MS + 2 * RUN_MS);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  await page.goto('/hosts');
  await page.getByRole('button', { name: 'Choose hosts…' }).click();
  const choice = page.getByRole('dialog', { name: 'Evacuate hosts together' });
  await choice.getByLabel('Cluster', { exact: true }).selectOption({ label: 'prod-a' });
  await choice.getByRole('checkbox', { name: new RegExp(HOST) }).check();
  await assertAccessible(page, 'the choice of hosts in the list');
  await choice.getByRole('link', { name: 'Preview' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Evacuate ${HOST}` })).toBeVisible();

  await page.getByRole('link', { name: 'Shut it down' }).click();
  const decisions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Decided' }) });
  await expect(decisions.getByText(/is asked to shut down/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Blockers' })).toHaveCount(0);
  await assertAccessible(page, 'decisions of an evacuation');
  await page.setViewportSize({ width: 390, height: 844 });
  await assertNoOverflow(page, 'decisions of an evacuation on a phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  const steps = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Shut down, saved, started' }) });
  await expect(steps.getByText(`Shut down ${BOUND} on ${HOST}`)).toBeVisible();
  await expect(steps.getByText('done', { exact: true })).toBeVisible({ timeout: RUN_MS });
  await expect(page.getByText(`${HOST} is empty and in maintenance mode.`)).toBeVisible({ timeout: RUN_MS });
  await assertAccessible(page, 'a job with a VM that was shut down');

  await openHost(page);
  await page.getByRole('button', { name: 'Leave maintenance mode…' }).click();
  const dialog = page.getByRole('dialog', { name: `Return ${HOST} to service?` });
  await expect(dialog.getByRole('checkbox', { name: new RegExp(BOUND) })).toBeChecked();
  await assertAccessible(page, 'starting VMs when a host returns');
  await dialog.getByRole('button', { name: 'Return to service' }).click();
  await expect(page.getByText(`${HOST} is back in service`, { exact: true })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: BOUND }).first();
  await expect(row).toContainText(/running/i, { timeout: RUN_MS });
});

test('let a monitoring system report failing hosts, see what it reports, and revoke its token', async ({
  page,
  request,
}) => {
  await signIn(page, administrator);
  await page.goto('/settings/automation');
  await page.getByRole('button', { name: 'Create token…' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Zabbix');
  await assertAccessible(page, 'creating a token');
  await page.getByRole('button', { name: 'Create token', exact: true }).click();
  const once = page.getByRole('dialog', { name: 'Token of Zabbix' });
  const token = (await once.getByRole('status').innerText()).trim();
  await assertAccessible(page, 'a token that is shown once');
  await once.getByRole('button', { name: 'Done' }).click();
  const report = (secret: string, host: string) =>
    request.post('/api/failing-hosts', {
      headers: { authorization: `Bearer ${secret}` },
      data: { host, reason: 'hot', note: 'inlet 48 °C' },
    });
  expect((await report('ballast_wrong', HOST)).status()).toBe(401);
  expect((await report(token, 'kvm-99')).status()).toBe(404);
  const answer = await report(token, HOST);
  expect(await answer.json()).toEqual({ host: HOST, cluster: 'prod-a', isNew: true });
  await openHost(page);
  await expect(page.getByText(`${HOST} is failing`)).toBeVisible();
  await expect(page.getByText(/Marked by Zabbix/)).toBeVisible();
  await page.getByRole('button', { name: 'No longer failing…' }).click();
  await page.getByRole('button', { name: 'It is in order' }).click();
  await expect(page.getByText(`${HOST} is failing`)).toHaveCount(0);

  await page.goto('/settings/automation');
  await page.getByRole('button', { name: 'Revoke Zabbix' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await expect(page.getByText('No system may report failing hosts.')).toBeVisible();
  expect((await report(token, HOST)).status()).toBe(401);
});
