import type { Figure } from '../report/figures.ts';
import { logChart } from '../report/log-chart.ts';
import { markdownTable } from '../report/markdown.ts';
import type { PreviewMeasured } from './measure-preview.ts';
import type { SizeMeasured } from './measure-sizes.ts';
import { targets } from './size-figures.ts';
import { nameOf, previewSize } from './sizes.ts';

const format = (value: number, unit: string): string =>
  `${Math.round(value).toLocaleString('en')}${unit && ` ${unit}`}`;

/** Each figure of pages by size, with what it may be at the last one. */
export function sizeTable(measured: readonly SizeMeasured[]): string {
  const rows = targets.map(({ name, unit, pass, aim, read }) => [
    name,
    ...measured.map((each) => format(read(each), unit)),
    format(pass, unit),
    format(aim, unit),
  ]);
  const more = (name: string, read: (each: SizeMeasured) => number): string[] => [
    name,
    ...measured.map((each) => format(read(each), 'kB')),
    '',
    '',
  ];
  return markdownTable(
    ['', ...measured.map(({ size }) => nameOf(size)), 'pass', 'aim'],
    [
      ...rows,
      more('overview, all as transferred, scripts included', ({ overview }) => overview.sentKb),
      more('overview, an update as transferred', ({ overview }) => overview.updateSentKb),
    ],
  );
}

export const previewLine = ({ medianMs, vms }: PreviewMeasured, figure: Figure): string =>
  `The preview of an evacuation in a cluster of ${nameOf(previewSize)} (${vms} on the host), page complete: ${Math.round(medianMs)} ms (pass ${figure.pass}, aim ${figure.aim}).`;

/** How what a browser receives grows with the data centre. */
export function sizeChart(measured: readonly SizeMeasured[]): string {
  const points = (read: (each: SizeMeasured) => number) =>
    measured.map((each) => [each.size.hosts, Math.max(1, read(each))] as const);
  return logChart({
    title: 'What the overview sends by the number of hosts',
    xLabel: 'hosts',
    yLabel: 'uncompressed',
    xTicks: [10, 100, 1000],
    yTicks: [1, 10, 100, 1000],
    yText: (kb) => `${kb} kB`,
    series: [
      { name: 'page', points: points(({ overview }) => overview.documentKb) },
      { name: 'update', points: points(({ overview }) => overview.updateKb) },
    ],
  });
}
