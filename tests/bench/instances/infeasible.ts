import { type Generate, type HostInput, MIB_PER_GIB, type RuleInput, type VmInput } from './cluster-input.ts';
import { EVACUATED_HOST_ID, evacuation } from './evacuation.ts';

/** The obstacle to the evacuation of an infeasible instance. It alternates with the seed. */
export const obstacles = ['too-large', 'no-room', 'pinned', 'storage', 'local-device', 'one-each'] as const;
export type Obstacle = (typeof obstacles)[number];

interface Case {
  hosts: HostInput[];
  vms: VmInput[];
  blocker: VmInput; // on the host to evacuate
}

const obstruct: Record<Obstacle, (found: Case) => RuleInput[]> = {
  'too-large': ({ hosts, blocker }) => {
    for (const host of hosts.slice(0, 1)) host.memoryMiB *= 2;
    blocker.memoryMiB = (hosts[1]?.memoryMiB ?? 0) + MIB_PER_GIB;
    blocker.demand = { ...blocker.demand, memoryMiB: blocker.memoryMiB };
    return [];
  },
  'no-room': () => [],
  pinned: ({ blocker }) => [
    { id: 'r1', name: 'licence', kind: 'onHosts', vmIds: [blocker.id], hostIds: [EVACUATED_HOST_ID] },
  ],
  storage: ({ hosts, blocker }) => {
    for (const [h, host] of hosts.entries()) host.storages = h === 0 ? ['san-1', 'local-1'] : ['san-1'];
    blocker.storages = ['local-1'];
    return [];
  },
  'local-device': ({ blocker }) => {
    blocker.localDevices = ['gpu-0'];
    return [];
  },
  // There are as many VMs that must be apart as hosts, so they do not fit on one host less.
  'one-each': ({ hosts, vms, blocker }) => {
    const others = hosts.slice(1).map((host) => vms.find(({ hostId }) => hostId === host.id));
    const members = [blocker, ...others.filter((vm) => vm !== undefined)];
    return [{ id: 'r1', name: 'replicas', kind: 'apart', vmIds: members.map(({ id }) => id) }];
  },
};

/** A host that cannot be evacuated for one of several reasons. The plan must report this and name a VM that stays. */
export const infeasible: Generate = (random, size) => {
  const obstacle = random.pick(obstacles);
  // Without the obstacle the evacuation would be easy, except for `no-memory`: more VMs than the other hosts can hold.
  const { hosts, vms } = evacuation(obstacle === 'no-room' ? 1 + 0.5 / size.hosts : 0.75)(random, size);
  const leaving = vms.filter(({ hostId }) => hostId === EVACUATED_HOST_ID);
  const blocker = random.pick(leaving);
  return { hosts, vms, rules: obstruct[obstacle]({ hosts, vms, blocker }) };
};
