import { parseArgs } from 'node:util';
import { parseSize, type Size } from '../instances/size.ts';

export const USAGE = `Usage: npm run bench -- week [--days N] [--size HOSTSxVMS] [--seed N] [--level N] [--forecast] [--json]

  --days N          how many days; 1 has every fault once, and writes no page (default: 7)
  --size HOSTSxVMS  of the data centre (default: 6x60)
  --seed N          of the data centre and of its faults (default: 1)
  --level N         aggressiveness 1 to 5 (default: 3)
  --forecast        relieve hosts before they fill
  --json            print the figures as JSON

Exit status: 0 every figure was reached; 1 one was missed; 2 the call is wrong.`;

export interface WeekCall {
  readonly days: number;
  readonly size: Size;
  readonly seed: number;
  readonly level: number;
  readonly isForecast: boolean;
  readonly isJson: boolean;
  readonly isPartial: boolean; // not for the page
}

/** Null for an invalid call. */
export function parseOptions(args: string[]): WeekCall | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        days: { type: 'string', default: '7' },
        size: { type: 'string', default: '6x60' },
        seed: { type: 'string', default: '1' },
        level: { type: 'string', default: '3' },
        forecast: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const size = parseSize(values.size);
    const [days, seed, level] = [Number(values.days), Number(values.seed), Number(values.level)];
    const isSound =
      Number.isInteger(days) && days >= 1 && Number.isInteger(seed) && [1, 2, 3, 4, 5].includes(level);
    if (size === null || size.hosts < 2 || !isSound) return null;
    const isPartial = days < 7 || values.forecast || level !== 3;
    return { days, size, seed, level, isForecast: values.forecast, isJson: values.json, isPartial };
  } catch {
    return null;
  }
}
