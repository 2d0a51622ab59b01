import type { MigrationProgress } from '../../model/ports.ts';
import { bytesOf } from './amounts.ts';

const AMOUNT = '([\\d.]+) (B|KiB|MiB|GiB|TiB)';
const PROGRESS = new RegExp(`transferred ${AMOUNT} of ${AMOUNT} VM-state, ${AMOUNT}/s`);
const TRANSFERRED = new RegExp(`transferred ${AMOUNT} VM-state`);
const SPEED = new RegExp(`average migration speed: ${AMOUNT}/s(?: - downtime (\\d+) ms)?`);

/** The last line of the log that says how far the copy is, in rounded figures; null: none does. */
export function progressIn(lines: readonly string[]): MigrationProgress | null {
  const last = lines.findLast((line) => PROGRESS.test(line));
  if (last === undefined) return null;
  const [, done, doneUnit, total, totalUnit, speed, speedUnit] = PROGRESS.exec(last) ?? [];
  const [bytesProcessed, bytesTotal] = [bytesOf(done, doneUnit), bytesOf(total, totalUnit)];
  return {
    elapsedMs: 0,
    fraction: bytesTotal > 0 ? Math.min(1, bytesProcessed / bytesTotal) : null,
    bytesTotal,
    bytesProcessed,
    bytesRemaining: null,
    round: null,
    bandwidthMiBps: bytesOf(speed, speedUnit) / 2 ** 20,
    dirtyMiBps: null,
    throttlePercent: null,
  };
}

/** What the log of a completed migration says of it. */
export interface LoggedEnd {
  seconds: number | null;
  downtimeMs: number | null;
  bytesProcessed: number | null;
  bandwidthMiBps: number | null;
}

export function endIn(lines: readonly string[]): LoggedEnd {
  const text = lines.join('\n');
  const duration = /finished successfully \(duration (\d+):(\d+):(\d+)\)/.exec(text);
  const speed = SPEED.exec(text);
  const sent = TRANSFERRED.exec(text.slice(text.indexOf('migration completed')));
  return {
    seconds: duration ? Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]) : null,
    downtimeMs: speed?.[3] === undefined ? null : Number(speed[3]),
    bytesProcessed: sent ? bytesOf(sent[1], sent[2]) : null,
    bandwidthMiBps: speed ? bytesOf(speed[1], speed[2]) / 2 ** 20 : null,
  };
}

/** What the log says of a failure: its lines with errors. The status of the task often is only `migration aborted`. */
export const errorsIn = (lines: readonly string[]): string =>
  lines.filter((line) => /error|failed|can't|abort|unable/i.test(line)).join('\n');

/** Whether disks or memory were being copied when the log ended. */
export const hasCopied = (lines: readonly string[]): boolean =>
  lines.some((line) => /start migrate command|migration active|(drive|mirror)-\w+: transferred/.test(line));
