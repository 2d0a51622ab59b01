import { z } from 'zod';
import { RuleKind, RuleMode } from './snapshot.ts';

/**
 * A rule about placement that the manager of a cluster has, where its administrators edit it. VMs and hosts are named by their
 * identity there: `vmUuids` as in VmObservation, `hostUris` as in HostAddress.
 */
export const ManagerRule = z.object({
  key: z.string().min(1), // identifies it within the cluster
  name: z.string(),
  manager: z.string(), // what keeps it, as its administrators know it, such as DRS
  kind: RuleKind,
  mode: RuleMode,
  vmUuids: z.array(z.string()),
  hostUris: z.array(z.string()),
});
export type ManagerRule = z.infer<typeof ManagerRule>;

/** Its id in a snapshot: never that of a rule of Ballast, so nobody can lift it here. */
export const managerRuleId = ({ manager, key }: ManagerRule): string => `${manager}:${key}`;

/** Its name in sentences, beside names of rules of Ballast. */
export const managerRuleName = ({ name, manager }: ManagerRule): string => `${name} (${manager})`;

/** Its members among the VMs and hosts that there are now, in their order. */
export function managerRuleMembers<Vm extends { uuid: string }, Host extends { uri: string }>(
  { vmUuids, hostUris }: ManagerRule,
  vms: readonly Vm[],
  hosts: readonly Host[],
): { vms: Vm[]; hosts: Host[] } {
  const [uuids, uris] = [new Set(vmUuids), new Set(hostUris)];
  return { vms: vms.filter(({ uuid }) => uuids.has(uuid)), hosts: hosts.filter(({ uri }) => uris.has(uri)) };
}
