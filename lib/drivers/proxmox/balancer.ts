import { balancerOfAll, type OtherBalancer } from '../../model/other-balancer.ts';
import type { Pve } from './client.ts';
import type { ClusterNow } from './cluster.ts';
import { Options, read } from './wire.ts';

const NAME = 'CRS';
const AUTOMATIC = 'ha-auto-rebalance';
/** The states of a service that the HA manager does not move by itself. */
const LEFT_ALONE: ReadonlySet<string | undefined> = new Set([undefined, 'ignored', 'disabled', 'error']);

/**
 * The cluster resource scheduler, which may move VMs under HA by itself since pve-ha-manager 5.2, and no others. Otherwise it chooses a
 * node only when a VM starts or its node fails.
 */
export async function readBalancer(pve: Pve, { vms }: ClusterNow): Promise<OtherBalancer> {
  const { crs } = read(Options, await pve.get('/cluster/options'), '/cluster/options');
  if (!isAutomatic(crs ?? '')) return balancerOfAll(NAME, 'off');
  const movedUuids = [...vms]
    .flatMap(([vmid, { hastate }]) => (LEFT_ALONE.has(hastate) ? [] : String(vmid)))
    .sort();
  return { name: NAME, mode: 'automatic', movedUuids, excludedUuids: [] };
}

/** Its settings are an object, or text as in the file: `ha=static,ha-auto-rebalance=1`. */
function isAutomatic(crs: string | Record<string, unknown>): boolean {
  const value = typeof crs === 'string' ? new Map(entriesIn(crs)).get(AUTOMATIC) : crs[AUTOMATIC];
  return ['1', 'true', 'on', 'yes'].includes(String(value ?? 0));
}

const entriesIn = (text: string): [string, string][] =>
  text.split(',').map((part) => {
    const [name = '', value = ''] = part.split('=');
    return [name.trim(), value.trim()];
  });
