import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 50;

export interface PagesMeasured {
  pageMs: number; // until the preview is shown
  status: number;
  beside: number[]; // milliseconds of each response of /api/health before the preview
}

/** How long a whole response takes. */
export async function fetchMs(url: string, cookie?: string): Promise<{ ms: number; status: number }> {
  const begun = performance.now();
  const answer = await fetch(url, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
  await answer.arrayBuffer();
  return { ms: performance.now() - begun, status: answer.status };
}

/** The durations of /api/health without other requests, in milliseconds. */
export async function measureAlone(origin: string, times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n++) taken.push((await fetchMs(`${origin}/api/health`)).ms);
  return taken;
}

/** Opens a page, and requests /api/health repeatedly until the page is shown. */
export async function measureBeside(origin: string, page: string, cookie: string): Promise<PagesMeasured> {
  let isThere = false;
  const opened = fetchMs(`${origin}${page}`, cookie).finally(() => {
    isThere = true;
  });
  const beside: number[] = [];
  while (!isThere) {
    const { ms } = await fetchMs(`${origin}/api/health`);
    if (!isThere) beside.push(ms);
    await pause(EVERY_MS);
  }
  const { ms, status } = await opened;
  return { pageMs: ms, status, beside };
}
