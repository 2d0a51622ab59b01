import fs from 'node:fs';
import { chromium, type LaunchOptions } from '@playwright/test';

const systemBrowsers = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
];

/** Flags that prevent Chromium from contacting any server except the one under test. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser for the tests: that of the system, or otherwise Playwright's own. Throws an error that says what to install. */
export function launchOptions(): LaunchOptions {
  const found = [...systemBrowsers, chromium.executablePath()].find((path) => path && fs.existsSync(path));
  if (!found) {
    throw new Error(
      'No Chromium found. Install one (Debian: apt-get install chromium; elsewhere: npx playwright install chromium) or set CHROMIUM_PATH.',
    );
  }
  const isRoot = process.getuid?.() === 0;
  return { executablePath: found, args: isRoot ? ['--no-sandbox', ...quiet] : quiet };
}
