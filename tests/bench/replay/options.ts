import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseSize, type Size } from '../instances/size.ts';
import { ActingMode } from './players.ts';

export const USAGE = `Usage: npm run bench -- replay [--data PATH] [--size HOSTSxVMS]... [--seed N] [--hours N] [--day NAME]... [--mode NAME]... [--level N]... [--only NAME]...
                               [--quick] [--json] [--save FILE] [--state FILE] [--peers-from FILE] [--page]

  --data PATH        days of CPU traces: an archive, or a folder with a folder a day (default: ../shared/data where it is there,
                     else days made from the seed)
  --size HOSTSxVMS   the clusters to play (default: 20x250 and 40x500)
  --seed N           of the cluster's sizes and first placement, and of made days (default: 1)
  --hours N          only the first hours of each day; writes no page
  --day NAME         only these days
  --mode NAME        of the product: automatic, urgent, or both for the table of levels (default: automatic)
  --level N          aggressiveness 1 to 5 of Ballast; several of them make the table of levels (default: 3)
  --only NAME        only these lines of the tables: ballast, ballast-engine, threshold, ...
  --quick            10x125 for three hours of made days; writes no page
  --json             print the figures as JSON
  --save FILE        write all that was measured to FILE
  --state FILE       store each result there, and continue there where an earlier call stopped
  --peers-from FILE  take the peers' results from such a file, where it has them; they do not change with the product
  --page             write page, chart and figures although sizes were named
  --level-page       write the table of the levels that were played, whatever sizes, days and hours were named

Exit status: 0 played; 2 the call is wrong.`;

export interface ReplayOptions {
  readonly data: string | null;
  readonly sizes: readonly Size[];
  readonly seed: number;
  readonly hours: number;
  readonly days: readonly string[]; // names; empty: all
  readonly modes: readonly ActingMode[];
  readonly levels: readonly number[];
  readonly only: readonly string[]; // names of players; empty: all
  readonly stateFile: string | null;
  readonly isJson: boolean;
  readonly saveTo: string | null;
  readonly peersFrom: string | null;
  readonly isQuick: boolean;
  readonly isLevelPage: boolean;
  readonly isPartial: boolean; // not part of the page
}

const DEFAULT_SIZES: readonly Size[] = [
  { hosts: 20, vms: 250 },
  { hosts: 40, vms: 500 },
];
const QUICK_SIZES: readonly Size[] = [{ hosts: 10, vms: 125 }];

const Modes = z.array(ActingMode).default(['automatic']);
const Levels = z.array(z.coerce.number().int().min(1).max(5)).default([3]);

/** Null for an invalid call. */
export function parseOptions(args: string[]): ReplayOptions | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string' },
        size: { type: 'string', multiple: true },
        seed: { type: 'string', default: '1' },
        hours: { type: 'string' },
        day: { type: 'string', multiple: true },
        mode: { type: 'string', multiple: true },
        level: { type: 'string', multiple: true },
        only: { type: 'string', multiple: true },
        state: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        save: { type: 'string' },
        'peers-from': { type: 'string' },
        page: { type: 'boolean', default: false },
        'level-page': { type: 'boolean', default: false },
      },
    });
    const chosen = (values.size ?? []).map(parseSize);
    const sizes = chosen.filter((size) => size !== null);
    const seed = Number(values.seed);
    const hours = Number(values.hours ?? (values.quick ? 3 : 24));
    const modes = Modes.parse(values.mode);
    const levels = Levels.parse(values.level);
    if (sizes.length !== chosen.length || !Number.isInteger(seed) || !(hours > 0 && hours <= 24)) return null;
    const usual = values.quick ? QUICK_SIZES : DEFAULT_SIZES;
    return {
      data: values.data ?? null,
      sizes: sizes.length > 0 ? sizes : usual,
      seed,
      hours,
      days: values.day ?? [],
      modes,
      levels,
      only: values.only ?? [],
      stateFile: values.state ?? null,
      isJson: values.json,
      saveTo: values.save ?? null,
      peersFrom: values['peers-from'] ?? null,
      isQuick: values.quick,
      isLevelPage: values['level-page'],
      isPartial:
        values.quick ||
        values.hours !== undefined ||
        ((sizes.length > 0 || values.day !== undefined || values.only !== undefined) && !values.page),
    };
  } catch {
    return null;
  }
}
