import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- planner [--quick] [--json] [--save FILE] [--referees-from FILE]... [--part NAME]... [--page]

  --quick               a small subset for CI; writes no page, and no time makes it fail
  --json                print the figures as JSON
  --save FILE           write the figures and the referees' answers to FILE
  --referees-from FILE  use the answers in such a file for the same instances, with their dates
  --part NAME           only these parts: peak, spread, time, new-hosts, evacuation, brute-force, balanced, sweep; writes no page
  --page                with --part peak: write its own section of the page

Exit status: 0 every row was reached; 1 one was missed; 2 the call is wrong.`;

export interface PlannerOptions {
  readonly isQuick: boolean;
  readonly isJson: boolean;
  readonly saveTo: string | null;
  readonly refereesFrom: readonly string[];
  readonly parts: readonly string[]; // default: all
  readonly isPeakPage: boolean;
}

/** Null for an invalid call. */
export function parseOptions(args: string[]): PlannerOptions | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        save: { type: 'string' },
        'referees-from': { type: 'string', multiple: true, default: [] },
        part: { type: 'string', multiple: true, default: [] },
        page: { type: 'boolean', default: false },
      },
    });
    const isPeak = values.part.length === 1 && values.part[0] === 'peak' && !values.quick;
    if (values.page && !isPeak) return null;
    return {
      isQuick: values.quick,
      isJson: values.json,
      saveTo: values.save ?? null,
      refereesFrom: values['referees-from'],
      parts: values.part,
      isPeakPage: values.page,
    };
  } catch {
    return null;
  }
}
