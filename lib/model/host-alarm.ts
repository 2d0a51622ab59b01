import { z } from 'zod';
import type { Facts } from './errors.ts';

/**
 * Invalid reports of a host, each code with the names of its facts. The sentences are in `messages/*.json` under
 * `alarm`; a test compares the two.
 */
export const hostAlarmFacts = {
  'no-cpus': ['cpuCores'], // it reports an impossible size
  'no-memory': ['memoryMiB'],
  'vms-unread': ['count', 'names'], // it has them, but does not report their state
  'vms-unknown-state': ['count', 'names'],
  'vms-unknown-size': ['count', 'names'], // new VMs of unknown size, so the host's load is unknown too
  'use-impossible': ['measure', 'value'], // a measured value that is negative, or no number
  'use-above-capacity': ['measure', 'value', 'most'],
  'counters-stuck': [], // its CPU counters stay the same
  'counters-reset': [], // they decreased
  'clock-off': ['direction', 'seconds'], // its clock differs from ours
  'figures-unread': ['address', 'detail'], // Prometheus gives no figures, or not all of them
  'figures-missing': ['address'], // it has none of this host
  'figures-old': ['address', 'seconds'], // they are older than the window
} as const satisfies Record<string, readonly string[]>;

export type HostAlarmCode = keyof typeof hostAlarmFacts;

export type HostAlarm = { code: HostAlarmCode; facts: Facts };

const codes = Object.keys(hostAlarmFacts);
const isCode = (code: unknown): code is HostAlarmCode => typeof code === 'string' && codes.includes(code);

/** Alarms as they are stored; fields of later versions are dropped. */
export const HostAlarms = z
  .array(z.object({ code: z.string(), facts: z.record(z.string(), z.union([z.string(), z.number()])) }))
  .transform((alarms) =>
    alarms.flatMap(({ code, facts }): HostAlarm[] => (isCode(code) ? [{ code, facts }] : [])),
  );

/** Impossible sizes that a host reports about itself. */
export const isSizeDoubtful = (alarms: readonly HostAlarm[]): boolean =>
  alarms.some(({ code }) => code === 'no-cpus' || code === 'no-memory');

/** A host whose own size or VM sizes are uncertain is neither source nor destination. */
export const keepsOutOfDecisions = (alarms: readonly HostAlarm[]): boolean =>
  isSizeDoubtful(alarms) || alarms.some(({ code }) => code === 'vms-unknown-size');

const NAMES_SHOWN = 5;

/** The facts of an alarm about VMs: their number, and the names of the first few. */
export function vmFacts(names: readonly string[]): Facts {
  const more = names.length > NAMES_SHOWN ? ', …' : '';
  return { count: names.length, names: `${names.slice(0, NAMES_SHOWN).join(', ')}${more}` };
}
