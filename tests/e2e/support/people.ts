import { spawn } from 'node:child_process';
import { type Cookie, expect, type Page } from '@playwright/test';
import type { Product } from './product.ts';

interface Person {
  email: string;
  password: string;
}

/** The cookies of the people who have signed in: a password takes a while to check, and a session serves many tests. */
const sessions = new Map<string, Cookie[]>();

/** Opens the overview as this person, who signs in through the form the first time. */
export async function signIn(page: Page, person: Person): Promise<void> {
  const cookies = sessions.get(person.email);
  if (!cookies) {
    await signInByForm(page, person);
    sessions.set(person.email, await page.context().cookies());
    return;
  }
  await page.context().addCookies(cookies);
  await page.goto('/overview');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** Signs in through the form, as a user does, and waits for the overview. The session is this page's own. */
export async function signInByForm(page: Page, person: Person): Promise<void> {
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** Runs a `ballast` command on the product's data, with `input` on its standard input. Throws its output if it fails. */
export function runBallast(product: Product, args: string[], input = ''): Promise<string> {
  const env = { ...process.env, ...product.env };
  return new Promise((resolve, reject) => {
    const child = spawn('node', ['--import', 'tsx', 'bin/ballast.ts', ...args], { env });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(said) : reject(new Error(said))));
    child.stdin.end(input);
  });
}
