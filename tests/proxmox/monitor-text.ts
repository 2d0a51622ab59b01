import type { Copy } from './copy.ts';

interface Shown {
  copy: Copy;
  status: string;
  elapsedMs: number;
  mibps: number;
  dirtyMiBps: number;
}

const kib = (mib: number): number => Math.round(mib * 1024);

/** What `info migrate` of QEMU 10.0 prints. */
export const plainText = ({ copy, status, elapsedMs, mibps, dirtyMiBps }: Shown): string =>
  [
    `Migration status: ${status}`,
    `total time: ${elapsedMs} ms`,
    'expected downtime: 300 ms',
    'setup: 2 ms',
    `transferred ram: ${kib(copy.sentMiB)} kbytes`,
    `throughput: ${((mibps * 2 ** 20 * 8) / 1e6).toFixed(2)} mbps`,
    `remaining ram: ${kib(copy.remainingMiB)} kbytes`,
    `total ram: ${kib(copy.totalMiB)} kbytes`,
    `dirty sync count: ${copy.round}`,
    'page size: 4 kbytes',
    ...(copy.round > 1 ? [`dirty pages rate: ${Math.round(dirtyMiBps * 256)} pages`] : []),
    '',
  ].join('\n');

/** What it prints since 10.1, which Proxmox VE 9.1 has. */
export const groupedText = ({ copy, status, elapsedMs, mibps, dirtyMiBps }: Shown): string =>
  [
    `Status: \t\t${status}`,
    `Time (ms): \t\ttotal=${elapsedMs}, setup=2, exp_down=300`,
    'RAM info:',
    `  Throughput (Mbps): \t${((mibps * 2 ** 20 * 8) / 1e6).toFixed(2)}`,
    `  Sizes: \t\tpagesize=4 KiB, total=${amount(copy.totalMiB)}`,
    `  Transfers: \t\ttransferred=${amount(copy.sentMiB)}, remain=${amount(copy.remainingMiB)}`,
    `    Channels: \t\tprecopy=${amount(copy.sentMiB)}, multifd=0 B, postcopy=0 B`,
    `    Page Types: \tnormal=${Math.round(copy.sentMiB * 256)}, zero=0`,
    `  Page Rates (pps): \ttransfer=${Math.round(mibps * 256)}${
      copy.round > 1 ? `, dirty=${Math.round(dirtyMiBps * 256)}` : ''
    }`,
    `  Others: \t\tdirty_syncs=${copy.round}`,
    '',
  ].join('\n');

/** Three digits, as QEMU writes amounts. */
function amount(mib: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = mib * 2 ** 20;
  let unit = 0;
  for (; value >= 1000 && unit < 3; unit++) value /= 1024;
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

/** What `info dirty_rate` prints. */
export const dirtyRateText = (startMs: number, seconds: number, mibps: number | null): string =>
  [
    `Status: ${mibps === null ? 'measuring' : 'measured'}`,
    `Start Time: ${startMs} (ms)`,
    'Sample Pages: 512 (per GB)',
    `Period: ${seconds} (sec)`,
    'Mode: page-sampling',
    `Dirty rate: ${mibps === null ? '(not ready)' : `${Math.floor(mibps)} (MB/s)`}`,
    '',
  ].join('\n');

/** As Proxmox VE writes amounts in the log of a task. */
export function human(mib: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = mib * 2 ** 20;
  let unit = 0;
  for (; value >= 1024 && unit < 3; unit++) value /= 1024;
  return `${unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
