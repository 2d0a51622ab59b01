import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { median } from '../planner/format.ts';
import type { BenchBrowser } from './browser.ts';

/** How one page was loaded with an empty cache. */
interface Load {
  lcpMs: number; // largest contentful paint
  tbtMs: number; // total blocking time: of each task over 50 ms, what exceeds that
  elements: number;
  documentKb: number; // HTML, uncompressed
  sentKb: number; // everything, scripts included, as transferred
}

export interface OverviewMeasured extends Load {
  updateKb: number; // one update, uncompressed
  updateSentKb: number; // the same as transferred
  updates: number;
}

const SETTLE_MS = 3000;
const KB = 1000;

/** The overview: medians over `loads` loads, and its updates over `watchMs`. */
export async function measureOverview(
  browser: BenchBrowser,
  { loads, watchMs }: { loads: number; watchMs: number },
): Promise<OverviewMeasured> {
  const measured: Load[] = [];
  for (let n = 0; n < loads; n++) measured.push(await browser.withPage(measureLoad));
  const updates = await browser.withPage((page) => measureUpdates(page, watchMs));
  const middle = (key: keyof Load): number => median(measured.map((load) => load[key]));
  return {
    lcpMs: middle('lcpMs'),
    tbtMs: middle('tbtMs'),
    elements: middle('elements'),
    documentKb: middle('documentKb'),
    sentKb: middle('sentKb'),
    ...updates,
  };
}

async function measureLoad(page: Page): Promise<Load> {
  const network = await page.context().newCDPSession(page);
  let sentBytes = 0;
  await network.send('Network.enable');
  network.on('Network.loadingFinished', ({ encodedDataLength }) => {
    sentBytes += encodedDataLength;
  });
  const answer = await page.goto('/overview', { waitUntil: 'load' });
  const document = await answer?.body();
  const loadedBytes = sentBytes;
  await sleep(SETTLE_MS);
  return {
    ...(await page.evaluate(readPaints)),
    documentKb: (document?.length ?? 0) / KB,
    sentKb: loadedBytes / KB,
  };
}

/** Runs in the browser, so it has no functions with names: the compiler would add a helper that is not there. */
function readPaints(): Promise<Pick<Load, 'lcpMs' | 'tbtMs' | 'elements'>> {
  const found = ['largest-contentful-paint', 'longtask'].map(
    (type) =>
      new Promise<PerformanceEntry[]>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
        setTimeout(() => resolve([]), 500); // there were none
      }),
  );
  return Promise.all(found).then(([paints = [], tasks = []]) => ({
    lcpMs: paints.at(-1)?.startTime ?? 0,
    tbtMs: tasks.reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0),
    elements: document.querySelectorAll('*').length,
  }));
}

/** What the page receives when something that it shows has changed: its own data again, and that of the frame. */
async function measureUpdates(page: Page, watchMs: number) {
  await page.goto('/overview', { waitUntil: 'load' });
  await sleep(SETTLE_MS);
  let refreshes = 0;
  const sizes: Promise<{ bytes: number; sentBytes: number }>[] = [];
  page.on('requestfinished', (request) => {
    const headers = request.headers();
    const isRefresh = headers.rsc === '1' && headers['next-router-prefetch'] === undefined;
    if (!isRefresh && !new URL(request.url()).pathname.startsWith('/api/frame')) return;
    if (isRefresh) refreshes += 1;
    sizes.push(
      Promise.all([request.response().then((answer) => answer?.body()), request.sizes()]).then(
        ([body, { responseBodySize }]) => ({ bytes: body?.length ?? 0, sentBytes: responseBodySize }),
      ),
    );
  });
  await sleep(watchMs);
  const received = await Promise.all(sizes);
  const perUpdate = (pick: (size: { bytes: number; sentBytes: number }) => number): number =>
    received.reduce((sum, size) => sum + pick(size), 0) / Math.max(1, refreshes) / KB;
  return {
    updateKb: perUpdate(({ bytes }) => bytes),
    updateSentKb: perUpdate(({ sentBytes }) => sentBytes),
    updates: refreshes,
  };
}
