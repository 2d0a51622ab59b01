import { LIST_PART_ROWS } from '@/lib/model/list-filter';
import { apiPaths } from '@/lib/model/paths';
import { VmRows } from '@/lib/views/vms/vm-rows';
import type { Found } from './member-picker';

/** The VMs of a cluster whose names contain a text: the first part of the list of VMs. */
export async function searchVms(clusterId: string, text: string): Promise<Found | null> {
  const answer = await fetch(apiPaths.vmRows({ cluster: clusterId, filter: text, from: 0 }), {
    cache: 'no-store',
  });
  if (!answer.ok) return null;
  const { total, rows } = VmRows.parse(await answer.json());
  return { total, found: rows.map(({ id, name }) => ({ id, name })) };
}

/** The same among the hosts of a cluster, which the page has already. */
export async function searchHosts(
  hosts: readonly { id: string; name: string }[],
  text: string,
): Promise<Found> {
  const wanted = text.toLowerCase();
  const found = hosts.filter(({ name }) => name.toLowerCase().includes(wanted));
  return { total: found.length, found: found.slice(0, LIST_PART_ROWS) };
}
