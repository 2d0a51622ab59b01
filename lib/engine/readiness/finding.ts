import { compareNames } from '../../model/compare-names.ts';
import type { ClusterInspection } from '../../model/inspection.ts';
import type { Policy } from '../../model/policy.ts';
import type {
  FindingCode,
  ReadinessFinding,
  ReadinessGrade,
  readinessFindings,
} from '../../model/readiness.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** A host, as far as the hypervisors do not report it. */
export interface ReadinessHost {
  id: string;
  name: string;
  sharesNetwork: boolean; // memory is sent over its management network
  migrationAddress: string | null; // null: over the name that the host gives itself
}

/** What migrations from one host to another have shown lately. */
export interface MeasuredLink {
  fromHostId: string;
  toHostId: string;
  bandwidthMiBps: number | null; // the fastest copy without a cap; null: no copy was long enough
  hasCopied: boolean; // memory has arrived
  failedAt: string | null; // the last one failed because the connection for memory was refused: when, to display
}

/** Everything that the findings of a cluster are derived from. */
export interface ReadinessInput {
  hosts: readonly ReadinessHost[];
  inspection: ClusterInspection;
  snapshot: Snapshot; // the ids of its VMs are those of the store
  uuids: ReadonlyMap<string, string>; // of the VMs, by their ids in the snapshot
  policy: Policy;
  links: readonly MeasuredLink[];
}

type FactsOf<Code extends FindingCode> = Record<(typeof readinessFindings)[Code][1][number], string | number>;

/** A finding with all facts of its code. */
export const finding = <Code extends FindingCode>(
  code: Code,
  grade: ReadinessGrade,
  facts: FactsOf<Code>,
): ReadinessFinding => ({ code, grade, facts });

const NAMES_SHOWN = 6;

/** Names for one fact: the first few, sorted. */
export function listed(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort(compareNames);
  const more = sorted.length > NAMES_SHOWN ? ', …' : '';
  return `${sorted.slice(0, NAMES_SHOWN).join(', ')}${more}`;
}

/** Things by a key, in the order in which the keys first occur. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups.values()];
}

/** The name of a host by its id. */
export function hostNames(hosts: readonly ReadinessHost[]): (id: string) => string {
  const names = new Map(hosts.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

/** Names by a value that they share: `EPYC-Rome: kvm-01, kvm-02; Skylake: kvm-03`. */
export const inGroups = (entries: readonly { value: string; name: string }[]): string =>
  grouped(entries, ({ value }) => value)
    .map((group) => `${group[0]?.value}: ${listed(group.map(({ name }) => name))}`)
    .join('; ');
