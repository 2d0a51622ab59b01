import { test as base, expect } from '@playwright/test';

/**
 * A test whose pages must comply with their Content-Security-Policy. Any violation that the browser reports fails the test.
 * `goto` waits for the whole page.
 */
export const test = base.extend({
  page: async ({ page }, use) => {
    const reports: string[] = [];
    await page.exposeFunction('reportPolicy', (report: string) => reports.push(report));
    await page.addInitScript(() => {
      addEventListener('securitypolicyviolation', (event) => {
        const { effectiveDirective, blockedURI, sourceFile, lineNumber } = event;
        const report = `${location.pathname}: ${effectiveDirective} ${blockedURI} (${sourceFile}:${lineNumber})`;
        Reflect.get(window, 'reportPolicy')(report);
      });
    });
    const goto = page.goto.bind(page);
    page.goto = async (...args) => {
      const response = await goto(...args);
      // React sends parts of a page hidden, and shows them later: until then a text may exist twice
      await expect(page.locator('[hidden][id^="S:"]')).toHaveCount(0);
      return response;
    };
    await use(page);
    expect(reports, 'reports of the Content-Security-Policy').toEqual([]);
  },
});
