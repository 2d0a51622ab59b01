import { expect, type Locator, type Page } from '@playwright/test';
import { assertAccessible } from '../support/accessible.ts';
import { signIn } from '../support/people.ts';
import { administrator } from '../support/product.ts';
import { test } from '../support/test.ts';

test.describe.configure({ mode: 'serial' });

/** A person whose clicks and fields are counted. */
class Counted {
  count = 0;

  async click(what: Locator): Promise<void> {
    this.count++;
    await what.click();
  }

  async fill(what: Locator, text: string): Promise<void> {
    this.count++;
    await what.fill(text);
  }

  async select(what: Locator, value: string): Promise<void> {
    this.count++;
    await what.selectOption(value);
  }
}

async function openPolicy(page: Page, name: string): Promise<void> {
  await page.goto('/policies');
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

test('set up automatic balancing with windows in at most 12 clicks and fields', async ({ page }) => {
  await signIn(page, administrator);
  const person = new Counted();
  await person.click(page.getByRole('main').getByRole('link', { name: 'prod-b', exact: true }).first());
  await person.click(page.getByRole('link', { name: 'Set up automatic balancing' }));
  await expect(page.getByRole('heading', { level: 1, name: 'Automatic balancing of prod-b' })).toBeVisible();
  await person.select(page.getByLabel('Mode', { exact: true }), 'automatic');
  await person.click(page.getByRole('button', { name: 'Add window' }));
  const first = page.getByRole('group', { name: 'Window 1' });
  await person.click(first.getByText('Sat', { exact: true }));
  await person.click(first.getByText('Sun', { exact: true }));
  await person.fill(first.getByLabel('Window 1: from'), '20:00');
  await person.fill(first.getByLabel('Window 1: until'), '05:00');
  await person.select(page.getByLabel('Time zone', { exact: true }), 'Europe/Berlin');
  await expect(page.getByText(/level 5 would move \d+ VMs?/)).toBeVisible();
  await expect(page.getByText(/Automatic moves may begin|No automatic moves now/).first()).toBeVisible();
  await assertAccessible(page, 'automatic balancing, before it is saved');
  await person.click(page.getByRole('button', { name: 'Save policy' }));
  await expect(page.getByText('Policy of prod-b saved', { exact: true })).toBeVisible();
  expect(person.count).toBeLessThanOrEqual(12);

  await page.goto('/policies');
  const row = page.getByRole('row').filter({ hasText: 'prod-b' });
  await expect(row).toContainText('Automatic');
  await expect(row).toContainText('Mon–Fri 20:00–05:00');
});

test('make a group, set its policy, see where a value comes from, and take the change back', async ({
  page,
}) => {
  await signIn(page, administrator);
  await page.goto('/policies');
  await page.getByRole('button', { name: 'Make group…' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Production');
  await page.getByRole('checkbox', { name: 'prod-a' }).check();
  await page.getByRole('button', { name: 'Make group', exact: true }).click();
  await page.getByRole('link', { name: 'Production', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Policy of Production' })).toBeVisible();
  await page.getByLabel('Moves in an hour', { exact: true }).fill('6');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy of Production saved', { exact: true })).toBeVisible();

  await openPolicy(page, 'prod-a');
  await expect(page.getByLabel('Moves in an hour', { exact: true })).toHaveValue('6');
  await expect(page.getByText('From group Production')).toBeVisible();

  await openPolicy(page, 'Production');
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('The change was taken back', { exact: true })).toBeVisible();
  await openPolicy(page, 'prod-a');
  await expect(page.getByLabel('Moves in an hour', { exact: true })).toHaveValue('60');

  await page.goto('/policies');
  await page.getByRole('button', { name: 'Remove group Production', exact: true }).click();
  await page.getByRole('button', { name: 'Remove group', exact: true }).click();
  await expect(page.getByText('Group Production removed', { exact: true })).toBeVisible();
});

test('give a VM a policy of its own, see that its panel says so, and take it back', async ({ page }) => {
  await signIn(page, administrator);
  await page
    .getByRole('navigation', { name: 'Clusters and hosts' })
    .getByRole('link', { name: /kvm-05/ })
    .click();
  await page
    .getByRole('table', { name: 'VMs on kvm-05' })
    .getByRole('link', { name: 'file-01', exact: true })
    .click();
  const panel = page.getByRole('complementary', { name: 'file-01' });
  await panel.getByRole('link', { name: 'as its cluster' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Policy of file-01' })).toBeVisible();
  await page.getByLabel('Attempts', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Save policy' }).click();
  await expect(page.getByText('Policy of file-01 saved', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Open file-01' }).click();
  await panel.getByRole('link', { name: '1 value of its own' }).click();
  await page.getByRole('button', { name: 'Take back' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click();
  await expect(page.getByText('The change was taken back', { exact: true })).toBeVisible();
  await expect(page.getByLabel('Attempts', { exact: true })).toHaveValue('3');
});
