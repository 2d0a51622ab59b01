import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { launchOptions } from './browser.ts';
import type { Product } from './product.ts';

/** A limit against hanging, not for performance: the machine may have other work. */
const HANG_MS = 90_000;

/**
 * The common settings of both suites: one worker (one product, two cores), the product as server, and counts for
 * the runner.
 */
export function configFor(product: Product, timeoutSeconds: number): PlaywrightTestConfig {
  return defineConfig({
    testDir: '.',
    testMatch: `${product.name}/**/*.spec.ts`,
    outputDir: `../../test-results/${product.name}`,
    workers: 1,
    fullyParallel: false,
    forbidOnly: true,
    retries: 0,
    timeout: timeoutSeconds * 1000,
    expect: { timeout: HANG_MS },
    reporter: [
      ['list'],
      ['json', { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? '../../test-results/e2e.json' }],
    ],
    use: {
      baseURL: product.origin,
      actionTimeout: HANG_MS,
      navigationTimeout: HANG_MS,
      launchOptions: launchOptions(),
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      screenshot: 'only-on-failure',
      trace: 'retain-on-failure',
    },
    webServer: {
      command: 'node --import tsx tests/e2e/support/start-product.ts',
      cwd: '../..',
      env: { ...process.env, ...product.env } as Record<string, string>,
      url: `${product.origin}/api/health`,
      reuseExistingServer: !process.env.CI,
      timeout: 300_000,
      stdout: 'pipe',
      gracefulShutdown: { signal: 'SIGINT', timeout: 20_000 },
    },
  });
}
