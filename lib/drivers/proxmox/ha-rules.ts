import type { Pve } from './client.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { HaRules, read } from './wire.ts';

/**
 * The rules that keep VMs together, by the number of each VM that they concern: the HA manager moves them with each other.
 * None before Proxmox VE 9, which has no such rules.
 */
export async function readTogetherRules(pve: Pve): Promise<Map<number, string>> {
  const rules = read(HaRules, await askRules(pve), '/cluster/ha/rules');
  const together = rules.filter(
    ({ type, affinity, disable }) => type === 'resource-affinity' && affinity === 'positive' && !disable,
  );
  return new Map(together.flatMap(({ rule, resources }) => vmidsIn(resources).map((vmid) => [vmid, rule])));
}

async function askRules(pve: Pve): Promise<unknown> {
  try {
    return await pve.get('/cluster/ha/rules');
  } catch (error) {
    if (error instanceof ProxmoxRefusal) return [];
    throw error;
  }
}

/** `vm:100,ct:200,vm:101`: the VMs of a rule that has more than one guest. */
function vmidsIn(resources: string | undefined): number[] {
  const named = (resources ?? '').split(/[\s,]+/);
  return named.length < 2
    ? []
    : named.flatMap((each) => (/^vm:\d+$/.test(each) ? Number(each.slice(3)) : []));
}
