import { loadavg } from 'node:os';
import { percentile } from '../attack/page-reader.ts';
import { type Figure, judge } from '../report/figures.ts';
import { markdownTable } from '../report/markdown.ts';
import { storeCrowdedPair } from './crowded-pair.ts';
import { measureAlone, measureBeside, type PagesMeasured } from './measure-pages.ts';
import { withConsole } from './with-console.ts';

/** The interval after which a monitoring system gives up a health check. */
export const MAX_HEALTH_MS = 1000;

export interface BesideMeasured extends PagesMeasured {
  alone: number[];
  load: number; // of the machine, from other processes
}

/** How long /api/health waits while the evacuation of 400 VMs on two hosts is planned for somebody. */
export function measureBesidePlan(): Promise<BesideMeasured> {
  return withConsole(storeCrowdedPair, async ({ origin, cookie, stored: { full, other } }) => {
    const load = loadavg()[0] ?? 0;
    await measureBeside(origin, `/hosts/${other}/evacuate`, cookie); // loads the code of the page; the VM does not exist
    const alone = await measureAlone(origin, 20);
    return { alone, load, ...(await measureBeside(origin, `/hosts/${full}/evacuate`, cookie)) };
  });
}

export function besideFigures({ status, beside }: BesideMeasured): Figure[] {
  const longest = Math.round(percentile(beside, 1));
  return [
    {
      id: 'health-beside-preview-longest',
      value: longest,
      unit: 'ms',
      pass: `<= ${MAX_HEALTH_MS}`,
      aim: `<= ${MAX_HEALTH_MS}`,
      verdict: judge({ aim: beside.length > 0 && longest <= MAX_HEALTH_MS, pass: false }),
    },
    {
      id: 'health-answers-before-preview',
      value: beside.length,
      unit: '',
      pass: '>= 1',
      aim: '>= 1',
      verdict: judge({ aim: beside.length > 0 && status === 200, pass: false }),
    },
  ];
}

export function besideTable({ alone, beside, pageMs }: BesideMeasured): string {
  const ms = (value: number): string => `${Math.round(value)} ms`;
  const row = (name: string, taken: number[]): string[] => [
    name,
    String(taken.length),
    ...[0.5, 0.95, 1].map((share) => ms(percentile(taken, share))),
  ];
  return [
    markdownTable(
      ['/api/health', 'answers', 'median', 'p95', 'longest'],
      [row('alone', alone), row('while an evacuation is planned', beside)],
    ),
    `The preview was there after ${(pageMs / 1000).toFixed(1)} s.`,
  ].join('\n\n');
}
