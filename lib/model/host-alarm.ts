import { z } from 'zod';
import type { Facts } from './errors.ts';

/**
 * What is wrong with what a host says, each code with the names of its facts. The sentence for each stands in
 * `messages/*.json` under `alarm`; a test holds the two together.
 */
export const hostAlarmFacts = {
  'no-cpus': ['cpuCores'], // what it says of its size cannot be
  'no-memory': ['memoryMiB'],
  'vms-unread': ['count', 'names'], // it has them, and does not say how they are
  'vms-unknown-state': ['count', 'names'],
  'vms-unknown-size': ['count', 'names'], // new ones, whose size nobody knows yet: nor is the host's load known
} as const satisfies Record<string, readonly string[]>;

export type HostAlarmCode = keyof typeof hostAlarmFacts;

export type HostAlarm = { code: HostAlarmCode; facts: Facts };

const codes = Object.keys(hostAlarmFacts);
const isCode = (code: unknown): code is HostAlarmCode => typeof code === 'string' && codes.includes(code);

/** Alarms as they are stored; what a later version may have stored besides is left out. */
export const HostAlarms = z
  .array(z.object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) }))
  .transform((alarms) =>
    alarms.flatMap(({ code, facts }): HostAlarm[] => (isCode(code) ? [{ code, facts }] : [])),
  );

/** What a host says of its own size cannot be. */
export const isSizeDoubtful = (alarms: readonly HostAlarm[]): boolean =>
  alarms.some(({ code }) => code === 'no-cpus' || code === 'no-memory');

/** A host of which not even the sizes are certain, its own and those of its VMs, is neither source nor target. */
export const keepsOutOfDecisions = (alarms: readonly HostAlarm[]): boolean =>
  isSizeDoubtful(alarms) || alarms.some(({ code }) => code === 'vms-unknown-size');

const NAMES_SHOWN = 5;

/** The facts of an alarm about VMs: how many, and the names of the first few. */
export function vmFacts(names: readonly string[]): Facts {
  const more = names.length > NAMES_SHOWN ? ', …' : '';
  return { count: names.length, names: `${names.slice(0, NAMES_SHOWN).join(', ')}${more}` };
}
