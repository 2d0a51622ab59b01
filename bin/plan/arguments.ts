import { parseArgs } from 'node:util';
import { BalanceBy, Objective } from '../../lib/model/policy-fields.ts';
import { InputFaults, inputFault, show } from './faults.ts';

export const usage = [
  'usage: ballast plan balance  --snapshot FILE [--policy FILE] [--objective relieve|spread|peak]',
  '                             [--balance-by use|assigned|count] [--max-moves N] [--min-gain X]',
  '                             [--cluster ID] [--json]',
  '       ballast plan evacuate --snapshot FILE --host HOST [--policy FILE] [--cluster ID] [--json]',
  '       ballast plan reserve  --snapshot FILE [--more MIB] [--policy FILE] [--cluster ID] [--json]',
  '       ballast plan check    --snapshot FILE --plan FILE [--policy FILE] [--cluster ID]',
  '',
  'FILE may be - for standard input. docs/snapshot.md describes the files.',
];

const common = ['snapshot', 'policy', 'cluster'] as const;
const flagsOf = {
  balance: [...common, 'objective', 'balance-by', 'max-moves', 'min-gain', 'json'],
  evacuate: [...common, 'host', 'json'],
  reserve: [...common, 'more', 'json'],
  check: [...common, 'plan'],
} as const;
export type PlanVerb = keyof typeof flagsOf;

export interface PlanArguments {
  verb: PlanVerb;
  snapshot: string;
  policy: string | undefined;
  cluster: string | undefined;
  host: string | undefined;
  plan: string | undefined;
  objective: Objective | undefined;
  balanceBy: BalanceBy | undefined;
  maxMoves: number | undefined;
  minGain: number | undefined;
  moreMiB: number | undefined;
  json: boolean;
}

type Values = Record<string, string | boolean | undefined>;

/** Reads the words after `ballast plan`. Throws InputFaults, one for each word that is wrong. */
export function parseArguments(argv: readonly string[]): PlanArguments {
  const [verb, ...rest] = argv;
  if (verb === undefined || !isVerb(verb)) {
    throw inputFault('plan', show(verb), `one of ${Object.keys(flagsOf).join(', ')}`);
  }
  const values = parseFlags(verb, rest);
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const needed = (name: string): string => {
    const value = text(name);
    if (!value) throw inputFault(`--${name}`, show(value), needs[name] ?? 'a value');
    return value;
  };
  const parsed: PlanArguments = {
    verb,
    snapshot: needed('snapshot'),
    policy: text('policy'),
    cluster: text('cluster'),
    host: verb === 'evacuate' ? needed('host') : undefined,
    plan: verb === 'check' ? needed('plan') : undefined,
    objective: parseWord('objective', text('objective'), Objective),
    balanceBy: parseWord('balance-by', text('balance-by'), BalanceBy),
    maxMoves: parseNumber('max-moves', text('max-moves'), 'a whole number, 0 or more', Number.isSafeInteger),
    minGain: parseNumber('min-gain', text('min-gain'), 'a number, 0 or more', Number.isFinite),
    moreMiB: parseNumber('more', text('more'), 'the memory of a VM in MiB, 1 or more', (mib) => mib >= 1),
    json: values.json === true,
  };
  const fromStdin = [parsed.snapshot, parsed.policy, parsed.plan].filter((file) => file === '-');
  if (fromStdin.length > 1)
    throw inputFault('plan', 'several files named -', 'one at most: there is one standard input');
  return parsed;
}

const needs: Record<string, string> = {
  snapshot: 'a file, or - for standard input',
  plan: 'a file, or - for standard input',
  host: 'the id of a host',
};

const isVerb = (word: string): word is PlanVerb => Object.hasOwn(flagsOf, word);

/** Every flag but --json takes a value, also one that begins with a dash: it may be a file of that name, or a wrong number. */
function parseFlags(verb: PlanVerb, words: readonly string[]): Values {
  const known: readonly string[] = flagsOf[verb];
  const { tokens } = parseArgs({
    args: joinValues(words),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const faults: string[] = [];
  const values: Values = {};
  for (const token of tokens) {
    if (token.kind === 'option' && known.includes(token.name)) {
      if (token.name === 'json' && token.value !== undefined) {
        faults.push(`--json: found ${show(token.value)}, expected no value`);
      }
      values[token.name] = token.name === 'json' ? true : token.value;
    } else if (token.kind !== 'option-terminator') {
      const found = token.kind === 'option' ? token.rawName : token.value;
      faults.push(
        `plan ${verb}: found ${show(found)}, expected only ${known.map((name) => `--${name}`).join(', ')}`,
      );
    }
  }
  if (faults.length > 0) throw new InputFaults(faults);
  return values;
}

/** `--flag value` as `--flag=value`, so that a value is never taken for a flag. */
function joinValues(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const next = words[i + 1];
    const takesValue = /^--[a-z-]+$/.test(word) && word !== '--json';
    if (takesValue && next !== undefined && !next.startsWith('--')) {
      joined.push(`${word}=${next}`);
      i++;
    } else joined.push(word);
  }
  return joined;
}

function parseWord<Word extends string>(
  flag: string,
  word: string | undefined,
  { options }: { options: readonly Word[] },
): Word | undefined {
  if (word === undefined) return undefined;
  const found = options.find((option) => option === word);
  if (found === undefined) throw inputFault(`--${flag}`, show(word), `one of ${options.join(', ')}`);
  return found;
}

function parseNumber(
  flag: string,
  word: string | undefined,
  expected: string,
  isGood: (value: number) => boolean,
): number | undefined {
  if (word === undefined) return undefined;
  const value = word.trim() === '' ? Number.NaN : Number(word);
  if (!isGood(value) || value < 0) throw inputFault(`--${flag}`, show(word), expected);
  return value;
}
