import type { MigrationProgress } from '../../model/ports.ts';
import { bytesOf } from './amounts.ts';

const MIB = 2 ** 20;

/** A copy as QEMU counts it. */
export interface CountedCopy {
  status: string; // active, completed, …
  progress: MigrationProgress;
}

/** What both forms of the answer have. */
interface Figures {
  elapsedMs: number;
  total: number; // bytes
  sent: number;
  remaining: number;
  rounds: number;
  megabits: number; // a second
  dirtyPages: number; // a second
  pageBytes: number;
}

/**
 * The answer of QEMU's monitor to `info migrate`; null: no migration. QEMU 10.1 and later print it in a form of their own, with
 * amounts rounded to three digits. Both leave out what is zero.
 */
export function parseInfoMigrate(text: string): CountedCopy | null {
  const status = /^\s*(?:Migration status|Status):\s*(\w[\w-]*)/im.exec(text)?.[1];
  if (status === undefined) return null;
  const figures = /RAM info:/.test(text) ? groupedFigures(text) : plainFigures(text);
  const { elapsedMs, total, sent, remaining, rounds, megabits, dirtyPages, pageBytes } = figures;
  return {
    status,
    progress: {
      elapsedMs,
      fraction: sent + remaining > 0 ? sent / (sent + remaining) : null,
      bytesTotal: total,
      bytesProcessed: sent,
      bytesRemaining: remaining,
      round: rounds,
      bandwidthMiBps: (megabits * 1e6) / 8 / MIB,
      dirtyMiBps: (dirtyPages * pageBytes) / MIB,
      throttlePercent: numberIn(text, /cpu throttle (?:percentage|\(%\)):\s*(\d+)/i) || null,
    },
  };
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

/** Up to QEMU 10.0: `transferred ram: 10318 kbytes`. */
function plainFigures(text: string): Figures {
  const kib = (name: string): number => numberIn(text, new RegExp(`${name}: (\\d+) kbytes`, 'i')) * 1024;
  return {
    elapsedMs: numberIn(text, /total time: (\d+)/i),
    total: kib('total ram'),
    sent: kib('transferred ram'),
    remaining: kib('remaining ram'),
    rounds: numberIn(text, /dirty sync count: (\d+)/i),
    megabits: numberIn(text, /throughput: ([\d.]+) mbps/i),
    dirtyPages: numberIn(text, /dirty pages rate: (\d+) pages/i),
    pageBytes: kib('page size') || 4096,
  };
}

/** Since QEMU 10.1: `Transfers: transferred=1.41 GiB, remain=2.46 GiB`. */
function groupedFigures(text: string): Figures {
  const amount = (line: string, name: string): number => {
    const found = new RegExp(`${line}:.*?\\b${name}=([\\d.]+) (\\w+)`, 'i').exec(text);
    return found === null ? 0 : bytesOf(found[1], found[2]);
  };
  return {
    elapsedMs: numberIn(text, /Time \(ms\):.*?\btotal=(\d+)/i),
    total: amount('Sizes', 'total'),
    sent: amount('Transfers', 'transferred'),
    remaining: amount('Transfers', 'remain'),
    rounds: numberIn(text, /Others:.*?\bdirty_syncs=(\d+)/i),
    megabits: numberIn(text, /Throughput \(Mbps\):\s*([\d.]+)/i),
    dirtyPages: numberIn(text, /Page Rates \(pps\):.*?\bdirty=(\d+)/i),
    pageBytes: amount('Sizes', 'pagesize') || 4096,
  };
}
