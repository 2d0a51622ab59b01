import { expect, type Page } from '@playwright/test';
import { createLab, type Lab, whyNoLab } from '../../lab/create-lab.ts';
import { nowMs, type Witness } from '../../lab/witness.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';
import { openHost } from './open.ts';

test.describe.configure({ mode: 'serial' });

const why = whyNoLab();
test.skip(why !== undefined, why);

const GUESTS_PER_HOST = 3;
const SETUP_MS = 1_200_000;
const RUN_MS = 900_000;
const MIN_MIGRATIONS = 9;

let lab: Lab;
let witness: Witness;
let migrations = 0;

test.beforeAll(async () => {
  test.setTimeout(SETUP_MS);
  lab = createLab({ name: 'e2e', hosts: 3, log: (line) => console.log(line) });
  await lab.up();
  for (const host of lab.hosts) {
    const names = Array.from({ length: GUESTS_PER_HOST }, (_, i) => `${host}-guest-${i + 1}`);
    await Promise.all(
      names.map((name, i) =>
        lab.addGuest({ name, host, memoryMiB: 96, cpuPercent: 5 * i, dirtyMiBps: 2 * i }),
      ),
    );
  }
  witness = await lab.witness();
});

test.afterAll(async () => {
  test.setTimeout(SETUP_MS);
  await witness?.close();
  await lab?.down();
});

test('connect real hosts in the browser', async ({ page }) => {
  await signIn(page, administrator);
  await page.goto('/settings/clusters/new');
  await page.getByLabel('Cluster name').fill('lab');
  for (const [i, host] of lab.hosts.entries()) {
    if (i > 0) await page.getByRole('button', { name: 'Another host' }).click();
    const row = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: `Host ${i + 1}` }) });
    await row.getByLabel('Name', { exact: true }).fill(host);
    await row.getByLabel('Address', { exact: true }).fill(lab.uri(host));
  }
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('answers').first()).toBeVisible({ timeout: RUN_MS });
  await page.getByRole('button', { name: 'Connect cluster' }).click();
  await expect(page).toHaveURL(/\/settings\/clusters$/);
  await page.goto('/overview');
  await expect(page.getByText(`3 hosts, ${lab.hosts.length * GUESTS_PER_HOST} VMs.`)).toBeVisible({
    timeout: RUN_MS,
  });
});

for (const index of [0, 1, 2]) {
  test(`evacuate host ${index + 1}: its guests move, and none of them stops`, async ({ page }) => {
    test.setTimeout(RUN_MS + 120_000);
    const host = lab.hosts[index] ?? '';
    const before = await lab.guests();
    const leaving = before.filter((guest) => guest.host === host).map((guest) => guest.name);
    expect(leaving.length).toBeGreaterThan(0);
    await signIn(page, administrator);
    const fromMs = nowMs();
    await evacuate(page, host);

    const after = await lab.guests();
    expect(after.filter((guest) => guest.host === host)).toEqual([]);
    expect(after.map((guest) => guest.name).sort()).toEqual(before.map((guest) => guest.name).sort());
    for (const name of leaving) {
      const arrivedMs = nowMs();
      await witness.waitFor(name, (beat) => beat.atMs > arrivedMs);
      const report = witness.report(name, { fromMs, toMs: nowMs() });
      console.log(
        `heartbeat of ${name}: longest gap ${report.longestGapMs} ms, ${report.lost} lost, boot ids ${report.bootIds.length}`,
      );
      expect(report.bootIds, `${name} was not restarted`).toHaveLength(1);
      expect(report.wentOn, `the uptime of ${name} went on`).toBe(true);
      expect(report.memoryErrors, `the memory of ${name} is whole`).toBe(0);
    }
    migrations += leaving.length;

    await openHost(page, host);
    await expect(page.getByText('Maintenance', { exact: true }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Leave maintenance mode' }).click();
    await page.getByRole('button', { name: 'Return to service', exact: true }).click();
    await expect(page.getByRole('link', { name: 'Evacuate host…' })).toBeVisible();
  });
}

test('no migration was lost', async ({ page }) => {
  expect(migrations).toBeGreaterThanOrEqual(MIN_MIGRATIONS);
  const guests = await lab.guests();
  expect(guests).toHaveLength(lab.hosts.length * GUESTS_PER_HOST);
  expect(guests.every((guest) => guest.state === 'running')).toBe(true);
  await signIn(page, administrator);
  await page.goto('/history');
  await expect(page.getByRole('row').filter({ hasText: 'Done' })).toHaveCount(migrations);
  console.log(`lab migrations done: ${migrations}, lost: 0`);
});

async function evacuate(page: Page, host: string): Promise<void> {
  await openHost(page, host);
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
}
