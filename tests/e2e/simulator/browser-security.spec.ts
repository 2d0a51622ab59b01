import { expect } from '@playwright/test';
import { signInByForm } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

const EVIL = `<script>window.owned = true</script>
<script src="http://127.0.0.1:1/script.js"></script>
<style>body { display: none }</style>
<img src="http://127.0.0.1:1/pixel" alt="">
<a id="evil" onclick="window.owned = true">x</a>`;

test('the browser blocks scripts and style sheets that are not part of Ballast', async ({
  browser,
  baseURL,
}) => {
  const page = await browser.newPage(); // without the fixture that fails on reports: here the reports are expected
  await page.addInitScript(() => {
    const reports = new Set<string>();
    Object.assign(window, { reports });
    addEventListener('securitypolicyviolation', (event) => reports.add(event.effectiveDirective));
  });
  // as if somebody had injected HTML into the page that the server sends
  await page.route('**/sign-in', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace('</body>', `${EVIL}</body>`);
    await route.fulfill({ response: answer, body });
  });
  const answer = await page.goto(`${baseURL}/sign-in`);
  expect(answer?.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  await page.evaluate(() => document.getElementById('evil')?.click());
  const reports = () => page.evaluate(() => [...Reflect.get(window, 'reports')].sort());
  await expect
    .poll(reports)
    .toEqual(expect.arrayContaining(['img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem']));
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await page.evaluate(() => 'owned' in window)).toBe(false);
  await page.close();
});

test('people who send the form before its scripts run are signed in', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ javaScriptEnabled: false });
  await page.goto(`${baseURL}/sign-in`);
  await page.getByLabel('Email').fill(administrator.email);
  await page.getByLabel('Password', { exact: true }).fill(administrator.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/overview/);
  await expect(page.getByRole('navigation', { name: 'Clusters and hosts' })).toBeVisible();
  await page.close();
});

test('a stream of changes ends when its session ends', async ({ page }) => {
  await signInByForm(page, administrator);
  const opened = page.waitForResponse((answer) => answer.url().endsWith('/api/events?own'));
  const ended = page.evaluate(async () => {
    const reader = (await fetch('/api/events?own')).body?.getReader();
    while (reader && !(await reader.read()).done);
    return true;
  });
  expect((await opened).status()).toBe(200);
  const origin = new URL(page.url()).origin;
  const signedOut = await page.request.post('/api/auth/sign-out', { headers: { origin }, data: {} });
  expect(signedOut.status()).toBe(200);
  expect(await ended).toBe(true);
  expect((await page.request.get('/api/events')).status()).toBe(401);
});

test('requests that no page sends are refused without a server error', async ({ request }) => {
  const ask = async (method: string, path: string, headers = {}, data?: string) =>
    (await request.fetch(path, { method, headers, data, maxRedirects: 0 })).status();
  expect(await ask('GET', '/overview', { host: 'evil.example' })).toBe(421);
  expect(await ask('GET', '/api/health', { host: 'evil.example' })).toBe(200);
  expect(await ask('PUT', '/overview')).toBe(405);
  expect(await ask('POST', '/sign-in', { origin: 'foo', 'next-action': 'x' })).toBe(400);
  expect(await ask('POST', '/sign-in', { origin: 'http://evil.example' })).toBe(403);
  expect(await ask('POST', '/sign-in', { 'next-action': 'x', 'content-type': 'text/plain' }, '["$r1"]')).toBe(
    400,
  );
  expect(await ask('POST', '/api/auth/sign-in/email', {}, 'x'.repeat(20_000))).toBe(413);
  expect(await ask('GET', '/history?vm=a%00b')).toBe(400);
});
