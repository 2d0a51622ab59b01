import type { FileKind, InspectedObstacle } from '../../model/inspection.ts';
import type { ReadinessFinding } from '../../model/readiness.ts';
import { finding, grouped, hostNames, listed, type ReadinessInput } from './finding.ts';
import { obstaclesByVm, reachOf } from './vm-obstacles.ts';

/** Whether all hosts see the same storage, and each file of each VM on it. */
export const findStorages = (input: ReadinessInput): ReadinessFinding[] => [
  ...compareStorages(input),
  ...findFiles(input),
  ...findLocalState(input),
];

/** Storages by name: one that some hosts lack, and one that is another storage on another host. */
function compareStorages({ hosts, inspection, snapshot }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const reporting = inspection.hosts.flatMap(({ hostId, storages }) =>
    storages === null ? [] : [{ hostId, storages }],
  );
  const all = reporting.flatMap(({ hostId, storages }) => storages.map((each) => ({ ...each, hostId })));
  return grouped(all, (each) => each.name).flatMap((group) => {
    const storage = group[0]?.name ?? '-';
    const having = new Set(group.map(({ hostId }) => hostId));
    const lacking = reporting.filter(({ hostId }) => !having.has(hostId));
    const vms = snapshot.vms.filter((vm) => vm.storages.includes(storage)).length;
    const identities = new Set(group.map(({ identity }) => identity));
    return [
      ...(lacking.length > 0
        ? [
            finding('storage-missing', vms > 0 ? 'risk' : 'note', {
              storage,
              hosts: listed(lacking.map(({ hostId }) => name(hostId))),
              having: listed([...having].map(name)),
              vms,
            }),
          ]
        : []),
      ...(identities.size > 1
        ? [
            finding('storage-differs', 'stops', {
              storage,
              hosts: listed(group.map(({ hostId }) => name(hostId))),
            }),
          ]
        : []),
    ];
  });
}

interface FileFinding {
  vm: string;
  source: string;
  kind: FileKind;
  path: string;
  fault: 'missing' | 'differs' | 'unproved';
  hosts: string;
  isEverywhere: boolean;
}

function findFiles(input: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(input.hosts);
  const storages = new Set(input.inspection.hosts.flatMap((host) => host.storages?.map((each) => each.name)));
  const found = obstaclesByVm(input).flatMap(({ vm, obstacles }) => {
    // a storage that is missing as a whole has a finding of its own
    const about = obstacles.filter((one) => isAboutFile(one) && !storages.has(String(one.facts.missing)));
    return grouped(about, keyOfFile).map((group): FileFinding => {
      const { path, kind, fault } = fileOf(group[0]);
      const { hostIds, isEverywhere } = reachOf(input, vm, group);
      const hosts = listed(hostIds.map(name));
      return { vm: vm.name ?? vm.id, source: name(vm.hostId), kind, path, fault, hosts, isEverywhere };
    });
  });
  const similar = grouped(found, (one) =>
    [one.fault, one.kind, one.source, one.hosts, one.path.replace(/[^/]*$/, '')].join('\0'),
  );
  return similar.map((group) => toFinding(group));
}

/** Firmware variables that only the source can have are local state: see below. */
const isAboutFile = ({ code, file }: InspectedObstacle): boolean =>
  file === undefined ? code === 'storage-missing' : !(file.kind === 'firmware' && file.fault === 'unproved');

const fileOf = (obstacle: InspectedObstacle | undefined) =>
  obstacle?.file ?? {
    kind: 'disk' as const,
    path: String(obstacle?.facts.missing ?? obstacle?.facts.detail ?? '-'),
    fault: 'missing' as const,
  };

const keyOfFile = (obstacle: InspectedObstacle): string => {
  const { path, fault } = fileOf(obstacle);
  return `${fault} ${path}`;
};

/** VMs of one host with files in one folder, and the same fault at the same hosts, are one finding. */
function toFinding(group: readonly FileFinding[]): ReadinessFinding {
  const [first] = group;
  const { kind = 'disk', path: file = '-', source = '-', hosts = '-', fault = 'missing' } = first ?? {};
  const vm = listed(group.map((one) => one.vm));
  if (fault === 'unproved') return finding('file-unproved', 'risk', { vm, kind, file, source });
  const facts = { vm, kind, file, hosts, source };
  if (fault === 'differs') return finding('file-differs', 'stops', facts);
  return finding('file-missing', first?.isEverywhere ? 'stops' : 'risk', facts);
}

/** State that a host keeps for a VM, and that only a running VM takes along. */
function findLocalState({ hosts, snapshot }: ReadinessInput): ReadinessFinding[] {
  const name = hostNames(hosts);
  const kept = snapshot.vms.flatMap((vm) =>
    vm.ties.flatMap((tie) =>
      tie.blocks.includes('live') ? [] : [{ vm: vm.name ?? vm.id, source: name(vm.hostId), tie }],
    ),
  );
  const firmware = kept.filter(({ tie }) => tie.kind === 'firmware-state');
  const tpm = kept.filter(({ tie }) => tie.kind === 'tpm');
  return [
    ...grouped(firmware, ({ source }) => source).map((group) =>
      finding('firmware-local', 'risk', {
        vm: listed(group.map(({ vm }) => vm)),
        file: group[0]?.tie.name ?? '-',
        source: group[0]?.source ?? '-',
      }),
    ),
    ...grouped(tpm, ({ source }) => source).map((group) =>
      finding('tpm-local', 'risk', {
        vm: listed(group.map(({ vm }) => vm)),
        source: group[0]?.source ?? '-',
      }),
    ),
  ];
}
