import { setTimeout as pause } from 'node:timers/promises';

const mostRead = ['/overview', '/jobs', '/suggestions', '/history', '/settings/audit', '/sign-in'];
const EVERY_MS = 500;

/** Reads one page after another, as a user does who browses the console, until it is requested to stop. */
export class PageReader {
  readonly milliseconds: number[] = [];
  readonly failed: string[] = [];
  private isOver = false;
  private readonly reading: Promise<void>;

  constructor(origin: string, cookie: string, pages: readonly string[] = mostRead) {
    this.reading = this.read(origin, cookie, pages);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.reading;
  }

  private async read(origin: string, cookie: string, pages: readonly string[]): Promise<void> {
    for (let n = 0; !this.isOver; n += 1) {
      const page = pages[n % pages.length] ?? '';
      const begun = performance.now();
      const answer = await fetch(`${origin}${page}`, {
        headers: page === '/sign-in' ? {} : { cookie },
        redirect: 'manual',
      });
      await answer.arrayBuffer();
      this.milliseconds.push(performance.now() - begun);
      if (answer.status !== 200) this.failed.push(`${page}: ${answer.status}`);
      await pause(Math.max(0, EVERY_MS - (performance.now() - begun)));
    }
  }
}

/** The time within which this share of the pages was received. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}
