import { expect, type Page } from '@playwright/test';

/** A limit against hanging, not for performance. */
export const RUN_MS = 300_000;

const tree = (page: Page) => page.getByRole('navigation', { name: 'Clusters and hosts' });

export async function openCluster(page: Page, cluster: string): Promise<void> {
  await page.goto('/overview');
  await tree(page).getByRole('link', { name: cluster }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: cluster })).toBeVisible();
}

export async function openHost(page: Page, host: string): Promise<void> {
  await page.goto('/overview');
  await tree(page)
    .getByRole('link', { name: new RegExp(host) })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(host) })).toBeVisible();
}

export interface ConnectedHost {
  name: string;
  uri: string;
  peerUri: string;
}

/** Connects hosts as a cluster in the browser. */
export async function connectHosts(
  page: Page,
  cluster: string,
  hosts: readonly ConnectedHost[],
): Promise<void> {
  await page.goto('/settings/clusters/new');
  await page.getByLabel('Cluster name').fill(cluster);
  for (const [i, { name, uri, peerUri }] of hosts.entries()) {
    if (i > 0) await page.getByRole('button', { name: 'Another host' }).click();
    const heading = page.getByRole('heading', { name: `Host ${i + 1}` });
    const row = page.getByRole('listitem').filter({ has: heading });
    await row.getByLabel('Name', { exact: true }).fill(name);
    await row.getByLabel('Address', { exact: true }).fill(uri);
    await row.getByLabel(/^Address for other hosts/).fill(peerUri);
  }
  await page.getByRole('button', { name: 'Connect cluster' }).click();
  await expect(page).toHaveURL(/\/settings\/clusters$/);
}
