import { expect, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
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

/** The addresses of all pages, found by following links as a user does. */
async function everyPage(page: Page): Promise<string[]> {
  const firstLink = async (from: string, prefix: string): Promise<string> => {
    await page.goto(from);
    const href = await page.locator(`a[href^="${prefix}"]`).first().getAttribute('href');
    if (!href) throw new Error(`${from} has no link to ${prefix}`);
    return href.replace(/[?#].*/, '');
  };
  const host = await firstLink('/overview', '/hosts/');
  const cluster = await firstLink('/overview', '/clusters/');
  const rules = `${cluster}/rules`;
  return [
    '/overview',
    cluster,
    `${cluster}/policy`,
    `${cluster}/policy?show=automation`,
    rules,
    `${rules}/new`,
    await firstLink(rules, `${rules}/`),
    `${cluster}/what-if`,
    '/hosts',
    '/vms',
    '/vms?show=by-hand',
    host,
    `${host}/policy`,
    `${host}/evacuate`,
    '/suggestions',
    await firstLink('/suggestions', '/suggestions/'),
    '/jobs',
    await firstLink('/jobs', '/jobs/'),
    '/history',
    '/policies',
    '/policies/product',
    '/settings/clusters',
    '/settings/clusters/new',
    '/settings/users',
    '/settings/preferences',
    '/settings/audit',
  ];
}

for (const theme of ['light', 'dark'] as const) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`every page is accessible and fits: ${theme}, ${size}`, async ({ page }) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error')
          complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
      await page.setViewportSize(sizes.desk);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto('/sign-in');
      await assertAccessible(page, '/sign-in');
      await signIn(page, administrator);
      const pages = await everyPage(page);
      await page.setViewportSize(viewport);
      for (const address of pages) {
        await page.goto(address);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await assertAccessible(page, `${address}, ${theme}, ${size}`);
        await assertNoOverflow(page, `${address}, ${size}`);
      }
      expect(complaints).toEqual([]);
    });
  }
}

test('every page is in Japanese if Japanese is selected', async ({ page }) => {
  await signIn(page, administrator);
  const pages = await everyPage(page);
  await page.context().addCookies([{ name: 'locale', value: 'ja', url: page.url() }]);
  for (const address of pages) {
    await page.goto(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'ja');
    await expect(page.getByRole('navigation').first()).toContainText(/[ぁ-んァ-ヶ一-龠]/);
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
