import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { preferenceCookies } from '../../../i18n/preferences.ts';
import { launchOptions } from '../../e2e/support/browser.ts';

/** As large as the window that Lighthouse uses for a desktop. */
const viewport = { width: 1350, height: 940 };

/** A browser without throttling, with the session of one user. */
export class BenchBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly origin: string,
    private readonly cookies: { name: string; value: string; url: string }[],
  ) {}

  static async open(origin: string, cookie: string): Promise<BenchBrowser> {
    const cookies = cookie.split('; ').map((pair) => {
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at), value: pair.slice(at + 1), url: origin };
    });
    return new BenchBrowser(await chromium.launch(launchOptions()), origin, cookies);
  }

  /** Runs in a new page with an empty cache. */
  async withPage<T>(work: (page: Page) => Promise<T>): Promise<T> {
    const context: BrowserContext = await this.browser.newContext({ baseURL: this.origin, viewport });
    try {
      // the zone is known to the server already: it would be sent, and the page read again
      await context.addCookies([
        ...this.cookies,
        { name: preferenceCookies.timeZone, value: 'UTC', url: this.origin },
      ]);
      return await work(await context.newPage());
    } finally {
      await context.close();
    }
  }

  version = (): string => this.browser.version();
  close = (): Promise<void> => this.browser.close();
}
