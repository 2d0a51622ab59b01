import { spawn } from 'node:child_process';
import { expect, type Page } from '@playwright/test';
import type { Product } from './product.ts';

/** Signs in through the form, as a user does, and waits for the overview. */
export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
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
