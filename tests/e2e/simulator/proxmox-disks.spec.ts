import { expect, type Page } from '@playwright/test';
import { entryOf, type StandIn, startProxmox } from '../../proxmox/proxmox.ts';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

const RUN_MS = 300_000;
let standIn: StandIn;

test.beforeAll(async () => {
  standIn = await startProxmox({ cluster: 'pve-disks', nodes: 3, vms: 6 });
  const web = standIn.vm('web-1');
  web.config = { ...web.config, scsi1: `local-lvm:vm-${web.vmid}-disk-1,size=2G` };
  for (const vm of standIn.world.vms.values()) vm.plan = { mibps: 1000 };
});
test.afterAll(async () => {
  await standIn.close();
});

async function connect(page: Page): Promise<void> {
  const { address, user, secret } = entryOf(standIn);
  await page.goto('/settings/clusters');
  await page.getByRole('link', { name: 'Connect hosts…' }).click();
  await page.getByLabel('Proxmox VE', { exact: true }).check();
  await page.getByLabel('Addresses of nodes').fill(address);
  await page.getByLabel('API token ID').fill(user);
  await page.getByLabel('Secret of the token').fill(secret);
  await page.getByRole('button', { name: 'Show certificate' }).click();
  await page.getByLabel('The fingerprints are right').check();
  await page.getByRole('button', { name: 'List clusters' }).click();
  await page.getByLabel(/^pve-disks/).check();
  await page.getByRole('button', { name: 'Connect 1 cluster' }).click();
  await expect(page).toHaveURL(/\/settings\/clusters$/);
}

test('a VM with a local disk stays, unless its order copies the disk too', async ({ page }) => {
  test.setTimeout(RUN_MS + 300_000);
  await signIn(page, administrator);
  await connect(page);
  const hosts = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await hosts.getByRole('link', { name: /pve1/ }).click();
  await page.getByRole('link', { name: 'web-1', exact: true }).first().click();
  const choice = page.getByLabel(/^Copy its local disks too: 2/);
  await expect(choice).not.toBeChecked();
  await expect(page.getByText('No host can take it', { exact: true })).toBeVisible();
  await choice.check();
  await expect(page.getByRole('button', { name: /^Migrate to pve/ })).toBeEnabled();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0); // its forecast is being made
  await assertNoOverflow(page, 'the choice of local disks');
  await assertAccessible(page, 'the choice of local disks');
  await page.getByRole('button', { name: /^Migrate to pve/ }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  expect(standIn.vm('web-1').node).not.toBe('pve1');
  await page.getByRole('link', { name: 'web-1' }).first().click();
  await expect(page.getByText('copied with the VM').first()).toBeVisible();

  await page.goto('/settings/clusters');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: /pve-disks/ }) });
  await section.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove cluster' }).click();
  await expect(page.getByText('pve-disks is removed', { exact: true })).toBeVisible();
  expect(standIn.complaints).toEqual([]);
});
