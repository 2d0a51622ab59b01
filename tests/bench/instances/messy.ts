import { type Generate, type HostInput, makeHost, type VmInput } from './cluster-input.ts';
import type { Random } from './random.ts';
import { skewedVms } from './skew.ts';

/**
 * Like snapshots of real installations: fields missing, VMs stopped or paused, demands unknown, hosts down or in
 * maintenance mode.
 */
export const messy: Generate = (random, size) => {
  const standard = Array.from({ length: size.hosts }, (_, h) => makeHost(h));
  const vms = skewedVms(random, standard, size).map((vm) => messVm(random, vm));
  const hosts = standard.map((host) => messHost(random, host));
  // At least two hosts stay online, so that there is something to balance.
  for (const host of hosts.slice(0, 2)) host.state = 'online';
  return { hosts, vms };
};

function messVm(random: Random, vm: VmInput): VmInput {
  const { dirtyMiBps, workingSetMiB, vcpus, name, ...rest } = vm;
  return {
    ...rest,
    ...(random.chance(0.7) ? { dirtyMiBps } : {}),
    ...(random.chance(0.7) ? { workingSetMiB } : {}),
    ...(random.chance(0.8) ? { vcpus } : {}),
    ...(random.chance(0.9) ? { name } : {}),
    ...messDemand(random, vm),
    ...oneIn(random, 8, { state: random.pick(['stopped', 'stopped', 'paused'] as const) }),
    ...oneIn(random, 12, { automation: random.pick(['manual', 'excluded'] as const) }),
    ...oneIn(random, 10, { lastMigratedAt: random.pick(['2026-01-31T11:50:00Z', '2026-01-30T12:00:00Z']) }),
    ...oneIn(random, 10, { networks: [random.pick(['lan', 'dmz'])] }),
    ...oneIn(random, 10, { storages: ['san-1'] }),
    ...oneIn(random, 25, { localDevices: ['gpu-0'] }),
    ...oneIn(random, 20, { cpuFeatures: ['avx512f'] }),
    ...oneIn(random, 40, { dirtyMiBps: 3000 }), // faster than the link: it never converges
  };
}

/** Known completely, without its memory, or not at all. */
function messDemand(random: Random, { demand }: VmInput): Pick<VmInput, 'demand'> {
  if (random.chance(0.03)) return { demand: {} };
  return { demand: random.chance(0.8) ? demand : { cpuMhz: demand?.cpuMhz } };
}

function messHost(random: Random, { migrationMbps, cpuCores, ...rest }: HostInput): HostInput {
  return {
    ...rest,
    ...(random.chance(0.7) ? { migrationMbps } : {}),
    ...(random.chance(0.7) ? { cpuCores } : {}),
    ...oneIn(random, 2, { reserve: { cpuMhz: 2600 } }),
    ...oneIn(random, 8, { state: random.pick(['maintenance', 'draining', 'offline'] as const) }),
    ...oneIn(random, 3, { networks: ['lan'] }),
    ...oneIn(random, 4, { storages: ['san-1'] }),
    ...oneIn(random, 3, { cpuFeatures: ['avx2', 'avx512f'] }),
    ...oneIn(random, 4, { rack: random.pick(['rack-1', 'rack-2']) }),
  };
}

/** These fields for one item in so many, chosen at random, and none for the others. */
const oneIn = <T extends object>(random: Random, many: number, fields: T): Partial<T> =>
  random.chance(1 / many) ? fields : {};
