import type { DriverErrorCode } from '../../model/errors.ts';
import type { InspectedObstacle } from '../../model/inspection.ts';
import type { ReadinessFinding, ReadinessGrade } from '../../model/readiness.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import { finding, grouped, hostNames, inGroups, listed, type ReadinessInput } from './finding.ts';
import { obstaclesByVm, reachOf } from './vm-obstacles.ts';

type Bound = 'vm-cpu-bound' | 'vm-resource-bound' | 'vm-network-missing' | 'vm-refused';

/** What each code is a finding of; null: of something else, or only of this moment. */
const codes: Partial<Record<DriverErrorCode, Bound | null>> = {
  'cpu-incompatible': 'vm-cpu-bound',
  'resource-missing': 'vm-resource-bound',
  'network-missing': 'vm-network-missing',
  'storage-unsafe': 'vm-refused',
  'name-taken': 'vm-refused',
  'moves-others': 'vm-refused',
  'destination-refused': 'vm-refused',
  unsupported: 'vm-refused',
  'load-failed': 'vm-refused',
};

/** CPUs that differ, and the VMs that are bound to some of the hosts by their CPU, devices, networks or settings. */
export const findVms = (input: ReadinessInput): ReadinessFinding[] => [
  ...compareCpus(input),
  ...findTied(input),
  ...findBound(input),
];

function compareCpus({ hosts, inspection }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const models = inspection.hosts.flatMap(({ hostId, cpuModel }) =>
    cpuModel === null ? [] : [{ value: cpuModel, name: name(hostId) }],
  );
  if (new Set(models.map(({ value }) => value)).size < 2) return [];
  return [
    finding('cpu-models-differ', 'risk', {
      groups: inGroups(models),
      common: inspection.commonCpu ?? 'unknown',
    }),
  ];
}

/** VMs that no other host can take as they are: by a device, snapshots or a setting. */
function findTied(input: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(input.hosts);
  const refused = new Map(
    obstaclesByVm(input).flatMap(({ vm, obstacles }) => {
      const found = obstacles.find(({ code }) => code === 'vm-not-movable');
      return found ? [[vm.id, String(found.facts.detail ?? found.message)] as const] : [];
    }),
  );
  const tied = input.snapshot.vms.flatMap((vm) => {
    const detail = tieOf(vm) ?? refused.get(vm.id);
    return detail === undefined ? [] : [{ vm: vm.name ?? vm.id, source: name(vm.hostId), detail }];
  });
  return grouped(tied, ({ source, detail }) => `${source}\0${detail}`).map((group) =>
    finding('vm-tied', 'risk', {
      vm: listed(group.map(({ vm }) => vm)),
      source: group[0]?.source ?? '-',
      detail: group[0]?.detail ?? '-',
    }),
  );
}

const STATE_OF_HOST = new Set(['firmware-state', 'tpm', 'local-disk']);

/** Its first tie that forbids the move it would make now. What the host keeps of it has findings of its own. */
function tieOf(vm: SnapshotVm): string | undefined {
  const kind = vm.state === 'stopped' ? 'offline' : 'live';
  const tie = vm.ties.find(
    ({ kind: of, blocks }) => blocks.includes(kind) && !(kind === 'offline' && STATE_OF_HOST.has(of)),
  );
  return vm.localDevices[0] ?? (tie && `${tie.kind}: ${tie.name}`);
}

interface BoundVm {
  code: Bound;
  grade: ReadinessGrade;
  vm: string;
  source: string;
  hosts: string;
  detail: string;
  cause: DriverErrorCode;
}

function findBound(input: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(input.hosts);
  const bound = obstaclesByVm(input).flatMap(({ vm, obstacles }) => {
    const known = obstacles.flatMap((obstacle) => {
      const code = boundBy(obstacle);
      return code === null ? [] : [{ ...obstacle, boundAs: code }];
    });
    return grouped(known, ({ boundAs }) => boundAs).map((group): BoundVm => {
      const { hostIds, isEverywhere } = reachOf(input, vm, group);
      const first = group[0];
      return {
        code: first?.boundAs ?? 'vm-refused',
        grade: isEverywhere ? 'stops' : 'risk',
        vm: vm.name ?? vm.id,
        source: name(vm.hostId),
        hosts: listed(hostIds.map(name)),
        detail: String(first?.facts.detail ?? first?.facts.missing ?? first?.message ?? '-'),
        cause: first?.code ?? 'driver-failed',
      };
    });
  });
  const similar = grouped(bound, ({ code, grade, source, hosts, cause }) =>
    [code, grade, source, hosts, cause].join('\0'),
  );
  return similar.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { code, grade, source, hosts, detail, cause } = first;
    const facts = { vm: listed(group.map((one) => one.vm)), source, hosts, detail };
    return [
      code === 'vm-refused' ? finding(code, grade, { ...facts, code: cause }) : finding(code, grade, facts),
    ];
  });
}

/** Memory that is not free now is no matter of readiness, except huge pages, which hosts set apart. */
function boundBy({ code, facts }: InspectedObstacle): Bound | null {
  const isAboutPages = code === 'destination-full' && String(facts.detail ?? '').includes('in pages of');
  return isAboutPages ? 'vm-resource-bound' : (codes[code] ?? null);
}
