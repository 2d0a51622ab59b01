import type { Changes } from '@/lib/engine/what-if';
import type { Snapshot } from '@/lib/model/snapshot';

/** The names of hosts, also of those that were added, and of VMs. */
export interface Names {
  host: (id: string | undefined) => string;
  vm: (id: string | undefined) => string;
  hosts: readonly { id: string; name: string }[];
}

export function namesOf(base: Snapshot, { added }: Changes): Names {
  const hosts = [...base.hosts, ...added].map(({ id, name }) => ({ id, name: name ?? id }));
  const byHost = new Map(hosts.map(({ id, name }) => [id, name]));
  const byVm = new Map(base.vms.map(({ id, name }) => [id, name ?? id]));
  const find = (names: ReadonlyMap<string, string>) => (id: string | undefined) =>
    id === undefined ? '-' : (names.get(id) ?? id);
  return { host: find(byHost), vm: find(byVm), hosts };
}
