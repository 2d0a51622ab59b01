import { expect } from '@playwright/test';
import { entryOf, type StandIn, startProxmox } from '../../proxmox/proxmox.ts';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

const RUN_MS = 300_000;
let standIn: StandIn;

test.beforeAll(async () => {
  standIn = await startProxmox({ cluster: 'pve-lab', nodes: 3, vms: 9 });
  for (const vm of standIn.world.vms.values()) {
    vm.plan = { mibps: 1000 };
    if (vm.node === 'pve1') Object.assign(vm, { cpus: 4, cpu: 0.98 }); // those of the other nodes are idle
  }
});
test.afterAll(async () => {
  await standIn.close();
});

test('connect a cluster of Proxmox VE, see its load, approve a suggestion, empty a node, and remove the cluster', async ({
  page,
}) => {
  test.setTimeout(RUN_MS + 300_000);
  const { address, user, secret, fingerprint } = entryOf(standIn);
  await signIn(page, administrator);
  await page.goto('/settings/clusters');
  await page.getByRole('link', { name: 'Connect hosts…' }).click();
  await page.getByLabel('Proxmox VE', { exact: true }).check();
  await page.getByLabel('Addresses of nodes').fill(address);
  await page.getByLabel('API token ID').fill('root@pam');
  await page.getByLabel('Secret of the token').fill(secret);
  await page.getByRole('button', { name: 'Show certificate' }).click();
  for (const each of fingerprint.split(' ')) await expect(page.getByText(each)).toBeVisible();
  await assertNoOverflow(page, 'the certificates of nodes');
  await assertAccessible(page, 'the certificates of nodes');
  await page.getByLabel('The fingerprints are right').check();
  await page.getByRole('button', { name: 'List clusters' }).click();
  await expect(page.getByText('Enter the ID of an API token, such as ballast@pve!ballast.')).toBeVisible();
  await page.getByLabel('API token ID').fill(user);
  await page.getByRole('button', { name: 'List clusters' }).click();
  await page.getByLabel(/^pve-lab/).check();

  const { permissions } = standIn.world;
  delete permissions['/vms']?.['VM.Migrate'];
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('VM.Migrate on /vms').first()).toBeVisible();
  if (permissions['/vms']) permissions['/vms']['VM.Migrate'] = 1;
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Every host answers, and every pair of hosts can connect.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect 1 cluster' }).click();
  await expect(page).toHaveURL(/\/settings\/clusters$/);

  const hosts = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await hosts.getByRole('link', { name: /pve1/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'pve1' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'web-1', exact: true }).first()).toBeVisible();

  // a suggestion, which relieves the busy node
  await page.goto('/overview');
  await page.getByRole('button', { name: 'Optimize hosts…' }).click();
  await page.getByRole('button', { name: 'Plan now: pve-lab' }).click();
  await expect(page).toHaveURL(/\/suggestions\/[0-9a-f-]{36}/);
  await expect(page.getByText(/pve1/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Approve all' }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  expect([...standIn.world.vms.values()].filter(({ node }) => node === 'pve1').length).toBeLessThan(3);

  await hosts.getByRole('link', { name: /pve1/ }).click();
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  expect([...standIn.world.vms.values()].filter(({ node }) => node === 'pve1')).toEqual([]);
  await page.goto('/history');
  await expect(page.getByText('pve1').first()).toBeVisible();

  await page.goto('/settings/clusters');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: /pve-lab/ }) });
  await section.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove cluster' }).click();
  await expect(page.getByText('pve-lab is removed', { exact: true })).toBeVisible();
  expect(standIn.complaints).toEqual([]);
});
