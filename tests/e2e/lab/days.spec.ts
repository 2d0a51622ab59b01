import { rmSync, writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { loadMessages } from '../../../i18n/load-messages.ts';
import { whyNoLab } from '../../lab/create-lab.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';
import { connectHosts, openCluster, openHost, RUN_MS } from './open.ts';
import { commandsFile, sshLab as lab } from './product.ts';

test.describe.configure({ mode: 'serial' });

const why = whyNoLab();
test.skip(why !== undefined, why);

const SETUP_MS = 1_200_000;
const CLUSTER = 'days';
const [FIRST = '', SECOND = '', THIRD = ''] = lab.hosts;
const GUESTS = { web: FIRST, app: FIRST, dns: FIRST, db: SECOND, mail: THIRD } as const;

/** A host of the lab cannot restart its kernel: it gets another boot id, and its libvirtd starts again. */
const RESTART = [
  'cat /proc/sys/kernel/random/uuid >/run/boot-id.$$',
  'mount --bind /run/boot-id.$$ /proc/sys/kernel/random/boot_id',
  'kill -9 $(pidof libvirtd)',
].join(' && ');

/** Where each guest is and how, as libvirt says it on the hosts. */
async function places(): Promise<Record<string, string>> {
  const guests = await lab.guests();
  return Object.fromEntries(guests.map(({ name, host, state }) => [name, `${host} ${state}`]));
}

const atStart = Object.fromEntries(Object.entries(GUESTS).map(([name, host]) => [name, `${host} running`]));

/** Opens a page in Japanese, and back in English. */
async function inJapanese(page: Page, check: () => Promise<void>): Promise<void> {
  await page.context().addCookies([{ name: 'locale', value: 'ja', url: page.url() }]);
  await page.reload();
  await check();
  await page.context().addCookies([{ name: 'locale', value: 'en', url: page.url() }]);
  await page.reload();
}

test.beforeAll(async () => {
  test.setTimeout(SETUP_MS);
  await lab.down(); // leftovers of an interrupted run
  const steps = [
    { name: 'restart', command: RESTART, timeoutSeconds: 60, returnSeconds: 120, expectedSeconds: 10 },
  ];
  writeFileSync(commandsFile, JSON.stringify({ steps }), { mode: 0o600 });
  await lab.up();
  await Promise.all(Object.entries(GUESTS).map(([name, host]) => lab.addGuest({ name, host })));
});

test.afterAll(async () => {
  test.setTimeout(SETUP_MS);
  rmSync(commandsFile, { force: true });
  await lab.down();
});

test('connect hosts over SSH, check their readiness, and migrate a guest there and back as a test', async ({
  page,
}) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  const hosts = lab.hosts.map((name) => ({ name, uri: lab.sshUri(name), peerUri: lab.peerUri(name, 'ssh') }));
  await connectHosts(page, CLUSTER, hosts);
  await page.getByLabel('Interval, s').fill('5');
  await page.getByRole('button', { name: 'Save sampling' }).click();
  await expect(page.getByText(`The sampling of ${CLUSTER} is saved`, { exact: true })).toBeVisible();

  await page.goto('/overview');
  await expect(page.getByText('3 hosts, 5 VMs.')).toBeVisible({ timeout: RUN_MS });
  await openCluster(page, CLUSTER);
  await page.getByRole('link', { name: 'Readiness', exact: true }).click();
  await expect(page.getByText('This cluster was never checked', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Check readiness', exact: true }).click();
  await expect(page.getByText(/^3 hosts and 5 VMs checked/)).toBeVisible();
  await expect(page.getByText(/Whether memory gets through is not known/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Start test migration', exact: true }).click();
  await expect(page.getByText(/ moved from days-\d to days-\d and back$/)).toBeVisible({ timeout: RUN_MS });
  const { title } = loadMessages('ja').readiness;
  await inJapanese(page, () => expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible());
  expect(await places()).toEqual(atStart);
});

test('patch all hosts with a command that restarts them, and find every guest back on its host', async ({
  page,
}) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await openCluster(page, CLUSTER);
  await page.getByRole('link', { name: 'Patch', exact: true }).click();
  await page.getByLabel('Step of each host').selectOption({ label: 'restart' });
  await page.getByRole('button', { name: 'Start patch run' }).click();
  await expect(page).toHaveURL(/\/patch-runs\/[0-9a-f-]{36}/);
  const { timeline } = loadMessages('ja').patch.run;
  await inJapanese(page, () => expect(page.getByRole('heading', { name: timeline })).toBeVisible());
  await expect(page.getByText('Succeeded', { exact: true }).first()).toBeVisible({ timeout: 2 * RUN_MS });
  await expect(page.getByText('restarted (new boot id)')).toHaveCount(lab.hosts.length);
  expect(await places()).toEqual(atStart);
});

test('see what each failure leads to, mark a host as failing, evacuate it as suggested, and return it to service', async ({
  page,
}) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await openCluster(page, CLUSTER);
  await page.getByRole('link', { name: 'Reserve', exact: true }).click();
  const failures = page.getByRole('table', { name: 'The failure of each host' });
  await expect(failures.getByRole('row')).toHaveCount(1 + lab.hosts.length);

  await openHost(page, THIRD);
  await page.getByRole('button', { name: 'Mark as failing…' }).click();
  await page.getByLabel('What fails').selectOption({ label: 'A disk' });
  await page.getByRole('button', { name: 'Mark as failing', exact: true }).click();
  await expect(page.getByText(`${THIRD} is failing`, { exact: true })).toBeVisible();
  await page.goto('/overview');
  const need = page.getByRole('listitem').filter({ hasText: 'One of its disks fails.' });
  await need.getByRole('link', { name: /^Evacuate/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Evacuate ${THIRD}` })).toBeVisible();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText(`${THIRD} is empty and in maintenance mode.`)).toBeVisible({ timeout: RUN_MS });

  await openHost(page, THIRD);
  await page.getByRole('button', { name: 'No longer failing…' }).click();
  await page.getByRole('button', { name: 'It is in order' }).click();
  await expect(page.getByText(`${THIRD} is failing`, { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Leave maintenance mode…' }).click();
  const leave = page.getByRole('dialog', { name: `Return ${THIRD} to service?` });
  await leave.getByRole('radio', { name: /^Bring them back/ }).check();
  await leave.getByRole('button', { name: 'Return and move 1 VM back' }).click();
  await expect.poll(places, { timeout: RUN_MS }).toEqual(atStart);
});

test('evacuate two hosts together, pause, continue, cancel, and find their guests back', async ({ page }) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await lab.faults.slowLink(FIRST, 10); // so that its moves still run when the guest of the other host has moved
  await openCluster(page, CLUSTER);
  await page.getByRole('button', { name: 'Evacuate hosts…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Evacuate hosts together' });
  for (const host of [FIRST, SECOND]) await dialog.getByRole('checkbox', { name: new RegExp(host) }).check();
  await dialog.getByRole('link', { name: 'Preview' }).click();
  await expect(
    page.getByRole('heading', { level: 1, name: `Evacuate ${FIRST} and ${SECOND}` }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByRole('row').filter({ hasText: 'Done' }).first()).toBeVisible({ timeout: RUN_MS });
  const job = page.url();
  await page.getByRole('button', { name: 'Pause job' }).click();
  await expect(page.getByText('Paused: nothing new begins')).toBeVisible();
  await page.goto('/overview');
  const paused = page.getByRole('listitem').filter({ hasText: 'is paused' });
  await paused.getByRole('link', { name: 'Open job' }).click();
  await expect(page).toHaveURL(job);
  await page.getByRole('button', { name: 'Continue job' }).click();
  await expect(page.getByText('Paused: nothing new begins')).toHaveCount(0);
  await page.getByRole('button', { name: 'Cancel job…' }).click();
  await page.getByRole('radio', { name: /^move back/ }).check();
  await page.getByRole('button', { name: 'Cancel the job' }).click();
  await expect(page.getByText('Its VMs move back in a job of their own.')).toBeVisible({ timeout: RUN_MS });
  await lab.faults.freeLink(FIRST);
  await page.getByRole('link', { name: 'Open job' }).first().click();
  await expect(page.getByText('Succeeded').first()).toBeVisible({ timeout: RUN_MS });
  expect(await places()).toEqual(atStart);
});

test('shut one guest down and save another to evacuate a host, and bring all back when it returns', async ({
  page,
}) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await openHost(page, FIRST);
  await page.getByRole('link', { name: 'Evacuate host…' }).click();
  await page.getByRole('combobox', { name: 'What becomes of web' }).selectOption('shutDown');
  const decisions = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Decided' }) });
  await expect(decisions.getByText(/is asked to shut down/)).toBeVisible();
  await page.getByRole('combobox', { name: 'What becomes of app' }).selectOption('save');
  await expect(decisions.getByText(/is saved: its memory is written/)).toBeVisible();
  await page.getByRole('button', { name: 'Evacuate', exact: true }).click();
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}/);
  await expect(page.getByText(`${FIRST} is empty and in maintenance mode.`)).toBeVisible({ timeout: RUN_MS });
  const evacuated = await places();
  expect(evacuated).toMatchObject({ web: `${FIRST} shut off`, app: `${FIRST} shut off` });
  expect(evacuated.dns).not.toContain(FIRST);

  await openHost(page, FIRST);
  await page.getByRole('button', { name: 'Leave maintenance mode…' }).click();
  const leave = page.getByRole('dialog', { name: `Return ${FIRST} to service?` });
  for (const name of ['web', 'app'])
    await expect(leave.getByRole('checkbox', { name: new RegExp(name) })).toBeChecked();
  await leave.getByRole('radio', { name: /^Bring them back/ }).check();
  await leave.getByRole('button', { name: 'Return and move 1 VM back' }).click();
  await expect.poll(places, { timeout: RUN_MS }).toEqual(atStart);
});

test('a host dies: answer for it being off, and start its guests elsewhere', async ({ page }) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await lab.faults.killHost(SECOND);
  const needs = page.getByRole('listitem').filter({ hasText: SECOND }).filter({ hasText: 'Restart plan' });
  await needs.getByRole('link', { name: 'Restart plan' }).click({ timeout: RUN_MS });
  await expect(page.getByRole('heading', { level: 1, name: `Is ${SECOND} down?` })).toBeVisible();
  await expect(page.getByText('Down', { exact: true })).toBeVisible({ timeout: RUN_MS });
  await page.getByLabel(`Type ${SECOND} to say that it is off`).fill(SECOND);
  await page.getByRole('button', { name: 'Start 1 VM elsewhere' }).click();
  await expect(page).toHaveURL(/\/jobs\//);
  await expect(page.getByText('Succeeded', { exact: true }).first()).toBeVisible({ timeout: RUN_MS });
  const started = (await places()).db ?? '';
  expect(started).toMatch(/^days-[13] running$/);
});

test('the dead host boots: remove the copy of the guest that it still has', async ({ page }) => {
  test.setTimeout(3 * RUN_MS);
  await signIn(page, administrator);
  await lab.faults.bootHost(SECOND);
  const title = `${SECOND} still has a stopped copy of db`;
  const need = page.getByRole('listitem').filter({ hasText: title });
  await need.getByRole('link', { name: 'Open host' }).click({ timeout: RUN_MS });
  await expect(page.getByText(title, { exact: true })).toBeVisible();
  const copies = async () => (await lab.guests()).filter(({ name }) => name === 'db').length;
  expect(await copies()).toBe(2);
  await page.getByRole('button', { name: 'Remove the copy…' }).click();
  await page.getByRole('button', { name: 'Remove the copy', exact: true }).click();
  await expect(page.getByText(title, { exact: true })).toHaveCount(0, { timeout: RUN_MS });
  expect(await copies()).toBe(1);
  expect((await places()).db).toMatch(/^days-[13] running$/);

  // the other files begin with a console without clusters
  await page.goto('/settings/clusters');
  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove cluster' }).click();
  await expect(page.getByText('days is removed', { exact: true })).toBeVisible();
});
