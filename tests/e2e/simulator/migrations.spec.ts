import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

/** If it runs alone, it starts with a data centre that backfills its past first. Nothing can be ordered before that ends. */
const PAST_MS = 900_000;
const RUN_MS = 600_000;

test('change how the migrations of a cluster are carried out', async ({ page }) => {
  await signIn(page, administrator);
  await page.goto('/settings/clusters');
  await page.getByRole('link', { name: 'Policy of this cluster' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Policy of prod-a' })).toBeVisible();
  const pause = page.getByLabel('Target pause', { exact: true });
  await page.getByLabel('If a copy stalls', { exact: true }).selectOption('quick');
  await pause.fill('5000');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Enter 1000 or less.')).toBeVisible();
  await assertAccessible(page, 'a policy with a fault');
  await pause.fill('250');
  const perNetwork = page.getByLabel('Moves at the same time, per migration network', { exact: true });
  await perNetwork.fill('8');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy of prod-a saved', { exact: true })).toBeVisible();
  await page.reload();
  await expect(pause).toHaveValue('250');
  await expect(perNetwork).toHaveValue('8');
  await expect(page.getByLabel('If a copy stalls', { exact: true })).toHaveValue('quick');

  await page.goto('/settings/clusters');
  const edit = page.getByRole('button', { name: 'Migration network of kvm-01…' });
  await edit.click();
  await page.getByLabel('Network', { exact: true }).fill('move-net');
  await page.getByLabel('Speed, Mbit/s').fill('900');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const slow = page.getByText('kvm-01 sends migrations at 900 Mbit/s.').filter({ visible: true });
  await expect(slow).toBeVisible();
  await edit.click();
  await page.getByLabel('Speed, Mbit/s').fill('');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(slow).toHaveCount(0);
});

async function openHost(page: Page, host: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: new RegExp(host) })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: host })).toBeVisible();
}

test('migrate a VM by another kind of move, view its copy, and undo the job', async ({ page }) => {
  test.setTimeout(PAST_MS + 2 * RUN_MS + 60_000);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  await openHost(page, 'kvm-06');
  await page.getByRole('link', { name: /^Can move/ }).click();
  const vms = page.getByRole('table', { name: 'VMs on kvm-06' });
  const vm = await vms.getByRole('row').filter({ hasText: 'Running' }).last().getByRole('link').innerText();
  await vms.getByRole('link', { name: vm, exact: true }).click();
  const panel = page.getByRole('complementary', { name: vm });
  await expect(panel.getByText(/Live if the copy converges, otherwise quick\./)).toBeVisible();
  await panel.getByRole('button', { name: 'Quick', exact: true }).click();
  await expect(panel.getByText(/The VM pauses for about/)).toBeVisible();
  await panel.getByText('Options', { exact: true }).click();
  await panel.getByLabel('Bandwidth cap, MiB/s').fill('100');
  await expect(panel.getByText('1 changed')).toBeVisible();
  await expect(panel.getByText('The forecast is for these options.')).toBeVisible();
  await assertAccessible(page, 'the panel of a VM with options');
  await panel.getByRole('button', { name: /^Migrate to kvm-/ }).click();

  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await page.getByRole('link', { name: vm, exact: true }).first().click();
  const move = page.getByRole('complementary', { name: vm });
  await expect(move.getByText('chosen by a person')).toBeVisible();
  await expect(move.getByText(/100\sMiB\/s/).first()).toBeVisible();
  await expect(move.getByRole('heading', { name: 'The copy' })).toBeVisible();
  await expect(move.locator('.recharts-area-curve').first()).toBeVisible();
  await assertAccessible(page, 'the panel of a move');
  const compared = move.getByRole('table', { name: `Forecast and actual figures of ${vm}` });
  for (const figure of ['Duration', 'Pause', 'Copied']) {
    const row = compared.getByRole('row').filter({ hasText: figure });
    await expect(row.getByRole('cell').nth(1)).toHaveText(/\d/);
    await expect(row.getByRole('cell').nth(2)).toHaveText(/\d/);
  }

  const number = (await page.getByText(/^R-\d+, started/).innerText()).replace(/,.*/s, '');
  await expect(page.getByText('Simulated migrations run 4 times as fast as the clock.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo job…' }).click();
  await expect(page.getByRole('alertdialog').getByText(/→ kvm-06/)).toBeVisible();
  const undone = page.url();
  await page.getByRole('button', { name: 'Move them back' }).click();
  await expect(page).not.toHaveURL(undone);
  const title = page.getByRole('heading', { level: 1, name: /^Undo R-\d+/ });
  await expect(title).toHaveText(`Undo ${number} (${vm})`);
  await expect(page.getByRole('link', { name: number, exact: true })).toBeVisible();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await openHost(page, 'kvm-06');
  await expect(vms.getByRole('link', { name: vm, exact: true })).toBeVisible();
});
