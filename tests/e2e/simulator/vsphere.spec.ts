import { expect } from '@playwright/test';
import { entryOf, startVcenter, type Vcenter, whyNoVcenter } from '../../vcenter/vcenter.ts';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

const RUN_MS = 300_000;
const HOST = 'DC0_C0_H1';
const reason = whyNoVcenter();
let vcenter: Vcenter;

test.skip(reason !== undefined, reason);
test.beforeAll(async () => {
  vcenter = await startVcenter({ clusters: 1, hosts: 3, vms: 9 });
});
test.afterAll(async () => {
  await vcenter?.close();
});

test('connect a vCenter, approve a suggestion, empty a host, and remove the cluster', async ({ page }) => {
  test.setTimeout(RUN_MS + 300_000);
  const { address, user, secret } = entryOf(vcenter);
  await vcenter.order('rules', {
    cluster: 'DC0_C0',
    rules: [{ name: 'web-apart', kind: 'apart', vms: ['DC0_C0_RP0_VM0', 'DC0_C0_RP0_VM3'] }],
  });
  await signIn(page, administrator);
  await page.goto('/settings/clusters');
  await page.getByRole('link', { name: 'Connect hosts…' }).click();
  await page.getByLabel('VMware vSphere', { exact: true }).check();
  await page.getByLabel('Address of the vCenter').fill(address);
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Show certificate' }).click();
  await expect(page.getByText(vcenter.fingerprint)).toBeVisible();
  await page.getByLabel('The fingerprint is right').check();
  await page.getByRole('button', { name: 'List clusters' }).click();
  await page.getByLabel(/^DC0_C0/).check();
  await vcenter.order('privileges', { names: ['Resource.HotMigrate'] });
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Resource.HotMigrate').first()).toBeVisible();
  await vcenter.order('privileges', { names: [] });
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Every host answers, and every pair of hosts can connect.')).toBeVisible();
  await page.getByRole('button', { name: 'Connect 1 cluster' }).click();
  await expect(page).toHaveURL(/\/settings\/clusters$/);

  // the VMs of a vCenter and the rules of its DRS
  const tree = page.getByRole('navigation', { name: 'Clusters and hosts' });
  await tree.getByRole('link', { name: /DC0_C0_H0/ }).click();
  await expect(page.getByRole('link', { name: 'DC0_C0_RP0_VM0', exact: true }).first()).toBeVisible();
  await page.getByRole('link', { name: 'DC0_C0', exact: true }).first().click(); // its crumb
  await expect(page.getByRole('heading', { level: 1, name: 'DC0_C0' })).toBeVisible();
  await page.getByRole('link', { name: /^Rules/ }).click();
  const rules = page.getByRole('table', { name: 'Rules of DRS in DC0_C0' });
  await expect(rules.getByText('web-apart')).toBeVisible();
  await assertNoOverflow(page, 'rules of DRS');
  await assertAccessible(page, 'rules of DRS');

  // a suggestion, which repairs the rule
  await page.goto('/overview');
  await page.getByRole('button', { name: 'Optimize hosts…' }).click();
  await page.getByRole('button', { name: 'Plan now: DC0_C0' }).click();
  await expect(page).toHaveURL(/\/suggestions\/[0-9a-f-]{36}/);
  await expect(page.getByText(/web-apart \(DRS\)/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Approve all' }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });

  // an evacuation, and vCenter's maintenance mode after it
  await tree.getByRole('link', { name: new RegExp(HOST) }).click();
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  await tree.getByRole('link', { name: new RegExp(HOST) }).click();
  await expect(page.getByText('In maintenance mode in vCenter too')).toBeVisible({ timeout: 60_000 });
  await assertNoOverflow(page, 'a host in maintenance mode');
  await assertAccessible(page, 'a host in maintenance mode');
  await page.goto('/history');
  await expect(page.getByText(HOST).first()).toBeVisible();

  await page.goto('/settings/clusters');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: /^DC0_C0/ }) });
  await section.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove cluster' }).click();
  await expect(page.getByText('DC0_C0 is removed', { exact: true })).toBeVisible();
});
