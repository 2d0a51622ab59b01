import type { z } from 'zod';
import type { Pve } from './client.ts';
import { ProxmoxRefusal } from './refusal.ts';
import { HaResources, HaRules, read } from './wire.ts';

type HaRule = z.infer<typeof HaRules>[number];

/** What the HA manager has to keep about places. */
export interface HaPlaces {
  rules: readonly HaRule[]; // enabled ones
  staying: ReadonlySet<string>; // the resources that do not go back to a preferred node by themselves, such as vm:100
}

/** The rules of the HA manager. None before Proxmox VE 9, which has no such rules. */
export async function readHaPlaces(pve: Pve): Promise<HaPlaces> {
  const rules = read(HaRules, await unlessRefused(pve, '/cluster/ha/rules'), '/cluster/ha/rules');
  const enabled = rules.filter(({ disable }) => !disable);
  const staying = enabled.some(({ type }) => type === 'node-affinity') ? await readStaying(pve) : [];
  return { rules: enabled, staying: new Set(staying) };
}

async function readStaying(pve: Pve): Promise<string[]> {
  const path = '/cluster/ha/resources';
  const resources = read(HaResources, await unlessRefused(pve, path), path);
  return resources.flatMap(({ sid, failback }) => (failback === false ? sid : []));
}

async function unlessRefused(pve: Pve, path: string): Promise<unknown> {
  try {
    return await pve.get(path);
  } catch (error) {
    if (error instanceof ProxmoxRefusal) return [];
    throw error;
  }
}

/** The rules that keep VMs together, by the number of each VM that they concern: the HA manager moves them with each other. */
export function togetherRules({ rules }: HaPlaces): Map<number, string> {
  const together = rules.filter(
    ({ type, affinity }) => type === 'resource-affinity' && affinity === 'positive',
  );
  return new Map(
    together.flatMap(({ rule, resources }) => {
      const sids = namesIn(resources);
      return sids.length < 2 ? [] : vmidsIn(sids).map((vmid): [number, string] => [vmid, rule]);
    }),
  );
}

/** `vm:100,ct:200`, or nodes: the names in a list. */
export const namesIn = (list: string | undefined): string[] =>
  (list ?? '').split(/[\s,;]+/).filter((name) => name !== '');

/** The numbers of the VMs among resources. */
export const vmidsIn = (sids: readonly string[]): number[] =>
  sids.flatMap((sid) => (/^vm:\d+$/.test(sid) ? Number(sid.slice(3)) : []));
