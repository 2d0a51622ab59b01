import type { Changes } from '@/lib/engine/what-if';
import { compareNames } from '@/lib/model/compare-names';
import type { Snapshot } from '@/lib/model/snapshot';

/** The names of hosts, also of those that were added, and of VMs. */
export interface Names {
  host: (id: string | undefined) => string;
  vm: (id: string | undefined) => string;
  hosts: readonly { id: string; name: string }[];
}

export function namesOf(base: Snapshot, { added }: Changes): Names {
  const hosts = inOrder(base, added).map(({ id, name }) => ({ id, name: name ?? id }));
  const byHost = new Map(hosts.map(({ id, name }) => [id, name]));
  const byVm = new Map(base.vms.map(({ id, name }) => [id, name ?? id]));
  const find = (names: ReadonlyMap<string, string>) => (id: string | undefined) =>
    id === undefined ? '-' : (names.get(id) ?? id);
  return { host: find(byHost), vm: find(byVm), hosts };
}

/** The hosts by their names, and those that were added after them. */
export function inOrder(base: Snapshot, added: Changes['added']): Snapshot['hosts'] {
  return [...base.hosts.toSorted((a, b) => compareNames(a.name ?? a.id, b.name ?? b.id)), ...added];
}
