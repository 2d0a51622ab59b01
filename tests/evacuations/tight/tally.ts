import fs from 'node:fs';
import { z } from 'zod';
import { families } from '../../bench/instances/families.ts';
import { sizeName } from '../../bench/instances/size.ts';
import { markdownTable } from '../../bench/report/markdown.ts';

const Counts = z.record(z.string(), z.number());

/** One evacuation of the command, as it is kept in the file of its progress. */
export const Played = z.object({
  spec: z.object({ family: z.enum(families), hosts: z.number(), vms: z.number(), seed: z.number() }),
  solvable: z.enum(['yes', 'no', 'unknown']),
  state: z.enum(['emptied', 'left', 'hangs']),
  orders: z.number(),
  moves: z.number(),
  elsewhere: z.number(),
  retries: z.number(),
  seconds: z.number(),
  faults: Counts,
  wrong: z.array(z.string()),
  causes: Counts,
});
export type Played = z.infer<typeof Played>;

export const nameOf = ({ family, seed, ...size }: Played['spec']): string =>
  `${family} ${sizeName(size)} ${seed}`;

/** What is wrong with an evacuation: what was seen at a moment, or how it ended. Empty: nothing. */
export function failuresOf({ solvable, state, wrong }: Played): string[] {
  const isLeft = solvable === 'yes' && state === 'left';
  return [...wrong, ...(state === 'hangs' ? ['it does not end'] : []), ...(isLeft ? ['VMs are left'] : [])];
}

export const readPlayed = (file: string | undefined): Played[] =>
  file !== undefined && fs.existsSync(file)
    ? z.array(Played).parse(JSON.parse(fs.readFileSync(file, 'utf8')))
    : [];

/** Written to a temporary file that is then renamed, so that a kill in the meantime loses one evacuation. */
export function writePlayed(file: string | undefined, played: readonly Played[]): void {
  if (file === undefined) return;
  fs.writeFileSync(`${file}.new`, JSON.stringify(played));
  fs.renameSync(`${file}.new`, file);
}

/** A line for each size and fill. */
export function tableOf(played: readonly Played[]): string {
  const groups = new Map<string, Played[]>();
  for (const one of played) {
    const key = `${sizeName(one.spec)}, ${one.spec.family.replace('evacuation-', '')} %`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const head = [
    'size, fill',
    'evacuated',
    'solvable',
    'emptied',
    'by the first order',
    'faults',
    'moves',
    'other destination',
    'retries',
    'overloads',
    'hangs',
  ];
  const lines = [...groups].map(([key, group]) => {
    const sum = (of: (one: Played) => number): string =>
      String(group.reduce((total, one) => total + of(one), 0));
    return [
      key,
      String(group.length),
      sum((one) => (one.solvable === 'yes' ? 1 : 0)),
      sum((one) => (one.state === 'emptied' ? 1 : 0)),
      sum((one) => (one.state === 'emptied' && one.orders === 1 ? 1 : 0)),
      sum((one) => Object.values(one.faults).reduce((total, n) => total + n, 0)),
      sum((one) => one.moves),
      sum((one) => one.elsewhere),
      sum((one) => one.retries),
      sum((one) => one.wrong.length),
      sum((one) => (one.state === 'hangs' ? 1 : 0)),
    ];
  });
  return markdownTable(head, lines);
}
