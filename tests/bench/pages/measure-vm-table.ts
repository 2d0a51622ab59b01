import type { Page } from '@playwright/test';
import { median } from '../planner/format.ts';
import type { BenchBrowser } from './browser.ts';

export interface VmTableMeasured {
  firstRowsMs: number; // from the request of the page, with an empty cache
  filterMs: number; // from the last key to the rows that match
  longestTaskMs: number; // while scrolling; 0: none over 50 ms
}

const SCROLL_FRAMES = 180;
const SCROLL_PX = 640;
const words = ['redis', 'etl-r', 'monit', 'log-0', 'ldap'];

/** The table of all VMs: medians over `loads` loads, a word typed in each, and the longest task of all scrolling. */
export async function measureVmTable(browser: BenchBrowser, loads: number): Promise<VmTableMeasured> {
  const measured: VmTableMeasured[] = [];
  for (let n = 0; n < loads; n++)
    measured.push(await browser.withPage((page) => measureOnce(page, words[n % words.length] ?? 'web')));
  return {
    firstRowsMs: median(measured.map(({ firstRowsMs }) => firstRowsMs)),
    filterMs: median(measured.map(({ filterMs }) => filterMs)),
    longestTaskMs: Math.max(...measured.map(({ longestTaskMs }) => longestTaskMs)),
  };
}

async function measureOnce(page: Page, word: string): Promise<VmTableMeasured> {
  const begun = performance.now();
  await page.goto('/vms', { waitUntil: 'commit' });
  await page.waitForSelector('[data-index="0"] a');
  const firstRowsMs = performance.now() - begun;
  await page.waitForLoadState('load');
  await page.waitForTimeout(1000); // hydrated by then
  const longestTaskMs = await page.evaluate(scrollDown, { frames: SCROLL_FRAMES, pixels: SCROLL_PX });
  return { firstRowsMs, longestTaskMs, filterMs: await typeFilter(page, word) };
}

/** Types all but the last key, and measures from that one on. */
async function typeFilter(page: Page, word: string): Promise<number> {
  await page.keyboard.press('/');
  await page.keyboard.type(word.slice(0, -1), { delay: 80 });
  await page.waitForTimeout(1000);
  const begun = performance.now();
  await page.keyboard.press(word.slice(-1));
  await page.waitForFunction((typed) => {
    const names = [...document.querySelectorAll('[data-index] [data-arrow-item]')];
    const isAsked = new URL(location.href).searchParams.get('filter') === typed;
    return isAsked && names.length > 0 && names.every((name) => name.textContent?.includes(typed));
  }, word);
  return performance.now() - begun;
}

/** Runs in the browser: scrolls a screen a frame, and returns the longest task meanwhile. */
async function scrollDown({ frames, pixels }: { frames: number; pixels: number }): Promise<number> {
  const box = document.querySelector('[data-index]')?.closest('section');
  if (!box) throw new Error('there is no table');
  let longest = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  });
  observer.observe({ type: 'longtask' });
  for (let frame = 0; frame < frames; frame++) {
    box.scrollTop += pixels;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  observer.disconnect();
  return longest;
}
