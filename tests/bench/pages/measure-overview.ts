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

/**
 * What the page receives when something that it shows has changed: its own data again, and that of the frame. Bytes are
 * counted as they arrive, because Next cancels a request once it has what it needs.
 */
async function measureUpdates(page: Page, watchMs: number) {
  const network = await page.context().newCDPSession(page);
  await page.goto('/overview', { waitUntil: 'load' });
  await sleep(SETTLE_MS);
  const refreshes = new Set<string>();
  const counted = new Set<string>();
  let bytes = 0;
  let sentBytes = 0;
  network.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const headers = new Headers(request.headers);
    if (headers.has('rsc') || new URL(request.url).pathname.startsWith('/api/')) counted.add(requestId);
  });
  network.on('Network.responseReceived', ({ requestId, response }) => {
    const { pathname } = new URL(response.url);
    if (counted.has(requestId) && pathname === '/overview') refreshes.add(requestId);
  });
  network.on('Network.dataReceived', ({ requestId, dataLength, encodedDataLength }) => {
    if (!counted.has(requestId)) return;
    bytes += dataLength;
    sentBytes += encodedDataLength;
  });
  await network.send('Network.enable');
  await sleep(watchMs);
  const updates = Math.max(1, refreshes.size);
  return { updateKb: bytes / updates / KB, updateSentKb: sentBytes / updates / KB, updates: refreshes.size };
}
