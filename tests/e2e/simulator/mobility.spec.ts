import { expect, type Page, test } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';

test.describe.configure({ mode: 'serial' });

/** If it runs alone, it starts with a data centre that backfills its past first. Its VMs are observed from the beginning. */
const PAST_MS = 480_000;

/** Opens the host by following links, and the list of its VMs that cannot move. */
async function openFixed(page: Page, host: string) {
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: new RegExp(host) })
    .click();
  await page.getByRole('link', { name: /^Cannot move/ }).click();
  return page.getByRole('table', { name: `VMs on ${host}` });
}

test('see which VMs of a host cannot move, and why', async ({ page }) => {
  test.setTimeout(PAST_MS + 60_000);
  await signIn(page, administrator);
  await expect(page.getByText('is simulating its past week')).toHaveCount(0, { timeout: PAST_MS });
  const vms = await openFixed(page, 'kvm-05');
  await expect(vms.getByRole('row').filter({ hasText: 'file-01' })).toContainText('cannot move: snapshots');
  await expect(vms.getByRole('row').filter({ hasText: 'app-14' })).toContainText('by OpenStack Nova');

  await vms.getByRole('link', { name: 'file-01', exact: true }).click();
  const tied = page.getByRole('complementary', { name: 'file-01' });
  await expect(tied.getByText('not at all')).toBeVisible();
  await expect(tied.getByText('The VM has snapshots: before-upgrade').first()).toBeVisible();
  await expect(tied.getByText('No host can take it')).toBeVisible();
  await expect(tied.getByText('7 hosts')).toBeVisible(); // one common reason for all of them
  await assertAccessible(page, 'the panel of a VM that cannot move');

  await vms.getByRole('link', { name: 'app-14', exact: true }).click();
  const managed = page.getByRole('complementary', { name: 'app-14' });
  await expect(managed.getByText('OpenStack Nova: shown here, but never moved by Ballast')).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  const dialog = page.getByRole('dialog', { name: /app-14/ });
  await expect(dialog.getByText('OpenStack Nova: shown here, but never moved by Ballast')).toBeVisible();
  await assertNoOverflow(page, 'the panel on a phone');
});

test('an evacuation shows the reason that keeps a VM on the host, and the page of refusals says that there are none', async ({
  page,
}) => {
  await signIn(page, administrator);
  await openFixed(page, 'kvm-05');
  const address = page.url().replace(/[?#].*/, '');
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  const blockers = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Blockers' }) });
  await expect(blockers.getByText('The VM has snapshots: before-upgrade')).toBeVisible();
  await expect(
    blockers.getByText('OpenStack Nova manages the placement of the VM: move it there'),
  ).toBeVisible();

  await page.goto(`${address}?tab=refusals`);
  await expect(page.getByText('No move is refused: plans may use every host')).toBeVisible();
  await assertAccessible(page, 'a host to which nothing is refused');
  await page.context().addCookies([{ name: 'locale', value: 'ja', url: page.url() }]);
  await page.goto(`${address}?show=fixed`);
  const vms = page.getByRole('table', { name: /kvm-05/ });
  await expect(vms.getByRole('row').filter({ hasText: 'file-01' })).toContainText(
    '移行不可：スナップショット',
  );
});
