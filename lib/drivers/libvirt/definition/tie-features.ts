import type { Tie } from '../../../model/vm.ts';
import { at, child, children, type Node, text } from '../../xml.ts';

const COPYING: Tie['blocks'] = ['live', 'quick'];

/**
 * Features that libvirt or QEMU refuse to copy (qemuMigrationSrcIsAllowed, QEMU's migration blockers). A stopped VM
 * may move: the other host is asked whether it can run it.
 */
export function unmovableFeatures(domain: Node): Tie[] {
  const devices = child(domain, 'devices');
  const names = [
    ...cpuFeatures(domain),
    ...children(domain, 'launchSecurity').map((one) => (text(one, '@type') ?? 'encryption').toUpperCase()),
    ...(text(at(domain, 'features', 'hyperv'), '@mode') === 'passthrough' ? ['Hyper-V passthrough'] : []),
    ...children(devices, 'disk')
      .filter((disk) => child(disk, 'transient') !== null)
      .map((disk) => `transient disk ${text(child(disk, 'target'), '@dev') ?? ''}`.trim()),
    ...children(devices, 'video').flatMap(videoFeature),
    ...(child(devices, 'crypto') === null ? [] : ['virtio-crypto']),
    ...(text(child(devices, 'iommu'), '@model') === 'amd' ? ['AMD IOMMU'] : []),
  ];
  return [...new Set(names)].map((name) => ({ kind: 'feature', name, blocks: COPYING }));
}

/**
 * The invariant TSC cannot migrate unless its frequency is fixed, and neither can any CPU feature that is not
 * migratable.
 */
function cpuFeatures(domain: Node): string[] {
  const cpu = child(domain, 'cpu');
  const hasFrequency = children(child(domain, 'clock'), 'timer').some(
    (timer) => text(timer, '@name') === 'tsc' && Number(text(timer, '@frequency') ?? 0) > 0,
  );
  if (hasFrequency) return [];
  const required = children(cpu, 'feature').filter((one) =>
    ['require', 'force'].includes(text(one, '@policy') ?? 'require'),
  );
  const isUnfit = text(cpu, '@mode') === 'host-passthrough' && text(cpu, '@migratable') === 'off';
  const hasInvariantTsc = required.some((one) => text(one, '@name') === 'invtsc');
  return [...(hasInvariantTsc ? ['invtsc'] : []), ...(isUnfit ? ['CPU not migratable'] : [])];
}

function videoFeature(video: Node): string[] {
  const model = child(video, 'model');
  if (text(child(model, 'acceleration'), '@accel3d') === 'yes') return ['3D acceleration'];
  return text(child(video, 'driver'), '@name') === 'vhostuser' ? ['vhost-user GPU'] : [];
}

type Pattern = readonly [pattern: RegExp, kind: Tie['kind'], blocks: Tie['blocks']];

const ARGUMENTS: readonly Pattern[] = [
  [/^(vfio-pci|vfio-ap|vfio-ccw|usb-host|vhost-vdpa-device)/, 'host-device', ['live', 'quick', 'offline']],
  [/^(ivshmem)/, 'memory-device', COPYING],
  [/^(virtio-9p|vhost-user-fs|local,.*path=)/, 'shared-folder', ['live', 'quick', 'offline']],
];

/** Devices that bypass libvirt, as in `<qemu:arg value='vfio-pci,host=01:00.0'/>`. */
export function ownArguments(domain: Node): Tie[] {
  const given = children(child(domain, 'qemu:commandline'), 'qemu:arg').flatMap(
    (arg) => text(arg, '@value') ?? [],
  );
  return given.flatMap((value) =>
    ARGUMENTS.filter(([pattern]) => pattern.test(value)).map(
      ([, kind, blocks]): Tie => ({ kind, name: value.slice(0, 60), blocks }),
    ),
  );
}
