import { expect, type Page } from '@playwright/test';
import { assertAccessible, assertContrast } from '../support/accessible.ts';
import { assertNoOverflow } from '../support/overflow.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

test('the icon is linked in the head of a page, and served to a browser that requests the default address', async ({
  page,
  request,
}) => {
  const html = await (await request.get('/sign-in')).text();
  expect(html.slice(0, html.indexOf('</head>'))).toContain('rel="icon"');
  const icon = await request.get('/favicon.ico');
  expect(icon.status()).toBe(200);
  await page.goto('/sign-in');
  await expect(page.locator('link[rel="icon"]')).toHaveCount(1);
});

let found: string[] = [];

/** The addresses of all pages, found once, by following links as a user does. */
async function everyPage(page: Page): Promise<string[]> {
  if (found.length > 0) return found;
  const firstLink = async (from: string, prefix: string): Promise<string> => {
    await page.goto(from);
    const href = await page.locator(`a[href^="${prefix}"]`).first().getAttribute('href');
    if (!href) throw new Error(`${from} has no link to ${prefix}`);
    return href.replace(/[?#].*/, '');
  };
  const host = await firstLink('/overview', '/hosts/');
  const cluster = await firstLink('/overview', '/clusters/');
  const rules = `${cluster}/rules`;
  await page.goto(host);
  const vm = await page.locator('a[href*="vm="]').first().getAttribute('href');
  const vmId = new URL(vm ?? '', page.url()).searchParams.get('vm');
  found = [
    '/overview',
    cluster,
    `${cluster}/policy`,
    `${cluster}/policy?show=automation`,
    rules,
    `${rules}/new`,
    await firstLink(rules, `${rules}/`),
    `${cluster}/quality`,
    `${cluster}/power`,
    `${cluster}/readiness`,
    `${cluster}/what-if`,
    '/hosts',
    '/vms',
    '/vms?show=by-hand',
    `/vms/${vmId}/policy`,
    host,
    `${host}?vm=${vmId}`,
    `${host}/policy`,
    `${host}/evacuate`,
    '/suggestions',
    await firstLink('/suggestions', '/suggestions/'),
    '/evaluations',
    '/jobs',
    await firstLink('/jobs', '/jobs/'),
    '/history',
    '/policies',
    '/policies/product',
    '/settings/automation',
    '/settings/clusters',
    '/settings/clusters/new',
    '/settings/users',
    '/settings/preferences',
    '/settings/audit',
  ];
  return found;
}

test('every page is accessible and fits, at a desk and on a phone, light and dark', async ({ page }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error')
      complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  const see = (colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await page.setViewportSize(sizes.desk);
  await see('light');
  await page.goto('/sign-in');
  await assertAccessible(page, '/sign-in');
  await see('dark');
  await assertContrast(page, '/sign-in, dark');
  await signIn(page, administrator);
  for (const address of await everyPage(page)) {
    await see('light');
    await page.setViewportSize(sizes.desk);
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const light = await ground();
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await see('light');
      await assertAccessible(page, `${address}, light, ${size}`);
      await assertNoOverflow(page, `${address}, ${size}`);
      await see('dark');
      expect(await ground(), `${address} in the dark`).not.toBe(light);
      await assertContrast(page, `${address}, dark, ${size}`);
    }
  }
  expect(complaints).toEqual([]);
});

test('every page is in Japanese if Japanese is selected, and fits on a phone', async ({ page }) => {
  await page.setViewportSize(sizes.desk);
  await signIn(page, administrator);
  const pages = await everyPage(page);
  await page.setViewportSize(sizes.phone);
  await page.context().addCookies([{ name: 'locale', value: 'ja', url: page.url() }]);
  for (const address of pages) {
    await page.goto(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
    await expect(page.locator('h1')).toBeAttached(); // the panel of a VM covers it on a phone
    await expect(page.locator('body')).toContainText(/[ぁ-んァ-ヶ一-龠]/);
    await assertNoOverflow(page, `${address}, Japanese`);
  }
});

test('the page of a cluster subscribes to that cluster, and its frame to all clusters', async ({ page }) => {
  await signIn(page, administrator);
  await page.goto('/overview');
  const href = (await page.locator('a[href^="/clusters/"]').first().getAttribute('href')) ?? '';
  const of = `planning=${href.replace('/clusters/', '')}`;
  const stream = page.waitForRequest((request) => request.url().includes(of));
  await page.goto(href);
  expect(new URL((await stream).url()).searchParams.get('host')).toBe('all');
});
