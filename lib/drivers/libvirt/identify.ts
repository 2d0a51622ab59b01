import type { Virsh } from './client.ts';
import type { LibvirtHost } from './config.ts';
import { explainFailure } from './failures.ts';
import { runScript } from './script.ts';
import { type DomainStats, type ListedDomain, parseDomStats } from './wire.ts';

/** The statistics to ask for, of all VMs or of one. */
export const STATISTICS =
  'domstats --raw --nowait --state --cpu-total --balloon --vcpu --dirtyrate --block --interface';

/** A VM of a host, by its UUID. `stats` null: the host lists it without statistics. */
export interface IdentifiedVm {
  uuid: string;
  name: string;
  stats: DomainStats | null;
}

/**
 * Assigns statistics to each VM of a host; virsh prints them with names only. A name that occurs exactly once in both
 * outputs is that VM, because libvirt has no name twice. Any other VM is asked about by its UUID. One that no longer
 * exists is left out, but no other.
 */
export async function identifyVms(
  virsh: Virsh,
  host: LibvirtHost,
  listed: readonly ListedDomain[],
  stats: readonly DomainStats[],
): Promise<IdentifiedVm[]> {
  const named = countNames(listed);
  const reported = countNames(stats);
  const byName = new Map(stats.map((one) => [one.name, one]));
  const found = listed.map(({ uuid, name }): IdentifiedVm => {
    const isCertain = named.get(name) === 1 && reported.get(name) === 1;
    return { uuid, name, stats: isCertain ? (byName.get(name) ?? null) : null };
  });
  const open = found.filter((vm) => vm.stats === null);
  if (open.length === 0) return found;
  const { results } = await runScript(
    virsh,
    host,
    open.map(({ uuid }) => `${STATISTICS} --domain ${uuid}`),
  );
  const answers = new Map(open.map((vm, index) => [vm.uuid, results[index]]));
  return found.flatMap((vm): IdentifiedVm[] => {
    const answer = answers.get(vm.uuid);
    if (answer === undefined) return [vm];
    if (!answer.isOk && explainFailure(answer, { host: host.name }).code === 'vm-not-found') return [];
    const [one] = parseDomStats(answer.stdout);
    return [{ ...vm, name: one?.name ?? vm.name, stats: one ?? null }];
  });
}

function countNames(named: readonly { name: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of named) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
