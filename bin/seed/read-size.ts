import { badUsage, readOptions } from '../arguments.ts';

const USAGE = 'ballast seed [--hosts N --vms M [--clusters K] [--seed S]]';
const digits = /^\d{1,9}$/;

/** The size that the arguments ask for; undefined: none. Throws `bad-usage` for anything else. */
export function readSize(argv: string[]) {
  const option = { type: 'string' } as const;
  const options = { hosts: option, vms: option, clusters: option, seed: option };
  const { values, positionals } = readOptions(argv, options, USAGE);
  if (positionals.length > 0) throw badUsage(`There is no argument ${positionals[0]}.\nusage: ${USAGE}`);
  const numberOf = (name: keyof typeof options): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    if (!digits.test(text)) throw badUsage(`--${name} takes a whole number.\nusage: ${USAGE}`);
    return Number(text);
  };
  const [hosts, vms, clusters, seed] = [
    numberOf('hosts'),
    numberOf('vms'),
    numberOf('clusters'),
    numberOf('seed'),
  ];
  if (hosts !== undefined && vms !== undefined) return { hosts, vms, clusters, seed };
  if (argv.length > 0) throw badUsage(`A size needs both --hosts and --vms.\nusage: ${USAGE}`);
  return undefined;
}
