import { describeEnvironment, type Environment } from '../report/environment.ts';
import { type Figure, judge, judgeAtMost } from '../report/figures.ts';
import { markdownTable } from '../report/markdown.ts';
import { type ChartReads, measuredRanges } from './chart-reads.ts';
import type { Ingest } from './ingest.ts';
import type { StoredBytes } from './stored-bytes.ts';

export interface Measured {
  bytes: StoredBytes;
  ingest: Ingest;
  charts: ChartReads;
}

/** The reference size: 25,000 VMs with ten values, and 1,000 hosts, which count as if they had as many. */
const OBJECTS = 26_000;
const SAMPLES_PER_SECOND = 1750;
const GB = 1e9;
/** What is kept at most: partitions are dropped when all of them has expired. */
const KEPT = { openHours: 2.1, hours: 72, days: 31, openDayHours: 27, tenDays: 76 };

/** Bytes on disk after two years at the reference size, by what they hold. */
export function diskAtReference(bytes: StoredBytes): { name: string; gigabytes: number }[] {
  const samplesAnHour = 240;
  const part = (name: string, each: number) => ({ name, gigabytes: (OBJECTS * each) / GB });
  return [
    part('hours that are open, in rows', KEPT.openHours * samplesAnHour * bytes.openSample),
    part('samples of 48 h, up to 72 h', KEPT.hours * bytes.hour),
    part('5 minutes of 30 d', KEPT.days * bytes.day + KEPT.openDayHours * bytes.openHour),
    part('hours of 2 y', KEPT.tenDays * bytes.tenDays),
  ];
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? Number.NaN;
const rounded = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

export function metricsFigures({ bytes, ingest, charts }: Measured): Figure[] {
  const most = (id: string, value: number, unit: string, limits: { pass: number; aim: number }): Figure => ({
    id,
    value: rounded(value),
    unit,
    pass: `<= ${limits.pass}`,
    aim: `<= ${limits.aim}`,
    verdict: judgeAtMost(value, limits),
  });
  const beside = (id: string, value: number): Figure => ({
    id,
    value: rounded(value),
    unit: '',
    pass: '',
    aim: '',
    verdict: 'none',
  });
  const disk = diskAtReference(bytes).reduce((sum, { gigabytes }) => sum + gigabytes, 0);
  const ratio = ingest.samples / ingest.seconds / SAMPLES_PER_SECOND;
  return [
    most('bytes-a-value-in-closed-hours', bytes.value, 'B', { pass: 2.5, aim: 1.5 }),
    beside('bytes-a-value-to-before', bytes.value / bytes.valueBefore),
    most('disk-after-two-years', disk, 'GB', { pass: 60, aim: 35 }),
    {
      id: 'ingest-to-needed',
      value: rounded(ratio),
      unit: '',
      pass: '>= 10',
      aim: '>= 20',
      verdict: judge({ aim: ratio >= 20, pass: ratio >= 10 }),
    },
    ...measuredRanges.map((range) =>
      most(`chart-${range}-p95`, p95(charts.reads[range]), 'ms', { pass: 100, aim: 30 }),
    ),
    beside('chart-24h-to-before', p95(charts.reads['24h']) / p95(charts.before)),
  ];
}

export const metricsHead: readonly string[] = ['figure', 'measured', 'pass', 'aim', 'verdict'];

export const metricsLine = ({ id, value, unit, pass, aim, verdict }: Figure): string[] => [
  id,
  `${value ?? '-'} ${unit}`.trim(),
  pass || '-',
  aim || '-',
  verdict === 'none' ? 'beside it' : verdict,
];

/** The section of docs/benchmarks.md on what measurements cost. */
export function metricsSection(
  environment: Environment,
  measured: Measured,
  { load, vms, hosts }: { load: number; vms: number; hosts: number },
): string {
  const { bytes, ingest } = measured;
  const disk = diskAtReference(bytes).map(({ name, gigabytes }) => [name, `${gigabytes.toFixed(1)} GB`]);
  const bytesLine = (name: string, value: number) => [name, `${rounded(value)} B`];
  return [
    '## Metrics',
    `${describeEnvironment(environment)} Load average at the beginning: ${load.toFixed(1)}.`,
    `The embedded PostgreSQL with the settings of production. The samples are realistic noise, not of the simulator: all ten values change, are correlated
from sample to sample, follow the day and have bursts; one object in three is idle. \`before\` is how the release before stored and read them, in the same run.`,
    markdownTable(metricsHead, metricsFigures(measured).map(metricsLine)),
    `Bytes on disk, with index and TOAST, of ${vms} VMs over ten days at 15 s:`,
    markdownTable(
      ['of one VM', 'bytes'],
      [
        bytesLine('a value of three in a row, before', bytes.valueBefore),
        bytesLine('a value in a closed hour', bytes.value),
        bytesLine('a sample of ten values in a row', bytes.openSample),
        bytesLine('a closed hour', bytes.hour),
        bytesLine('5 minutes of an hour whose day is open', bytes.openHour),
        bytesLine('a day of 5 minutes', bytes.day),
        bytesLine('ten days of hours', bytes.tenDays),
      ],
    ),
    'Computed from them, for 25,000 VMs and 1,000 hosts after two years with the default settings:',
    markdownTable(['what', 'disk'], disk),
    `Ingest: ${ingest.samples.toLocaleString('en')} samples, made beforehand, in ${ingest.seconds.toFixed(0)} s by one process, two clusters of the reference size in turn, while
${ingest.packedHours.toFixed(0)} hours ended and were packed and rolled up; the time to catch up at the end counts. Needed at the reference size: ${SAMPLES_PER_SECOND} a second.
Charts: CPU and memory of one of ${hosts} hosts with two years of samples, drawn at random, as its page reads them.`,
  ].join('\n\n');
}
