import { test as base, expect } from '@playwright/test';

/** A test whose pages must comply with their Content-Security-Policy. Any violation that the browser reports fails the test. */
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
    await use(page);
    expect(reports, 'reports of the Content-Security-Policy').toEqual([]);
  },
});
