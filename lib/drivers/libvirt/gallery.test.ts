import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MoveKind } from '../../model/vm.ts';
import { readDefinition } from './definition/read-definition.ts';
import { needsOfVm } from './needs.ts';
import { parsePool } from './pools.ts';

const FOLDER = 'tests/fixtures/libvirt/gallery';

/** The host that they are judged on: a folder of images that may be shared, and one export of a server. */
const POOLS = [
  parsePool(
    "<pool type='dir'><name>default</name><target><path>/var/lib/libvirt/images</path></target></pool>",
  ),
  parsePool(`<pool type='netfs'><name>nas</name><source><host name='nas'/><dir path='/export/vms'/></source>
    <target><path>/srv/nas</path></target></pool>`),
].filter((pool) => pool !== null);

type Verdict = 'both' | 'live' | 'offline' | 'none';

/**
 * Judged by hand. The verdict is what can move: both, only while it runs, only while it is stopped, none. `why`: what ties
 * it, or what it needs of the host that it goes to. Offline, the files of a VM must then still be found there.
 */
const GALLERY: Record<string, [verdict: Verdict, why: string]> = {
  'windows-11-tpm': ['live', 'firmware-state /var/lib/libvirt/qemu/nvram/win11_VARS.fd; tpm emulated TPM'],
  'windows-server-nas': ['both', 'networks br0'],
  'gpu-passthrough': ['none', 'host-device pci 0000:3b:00.0; host-device pci 0000:3b:00.1'],
  'virt-manager-linux': ['both', 'networks default'],
  'cockpit-rhel': ['live', 'firmware-state /var/lib/libvirt/qemu/nvram/rhel9_VARS.fd'],
  'virt-install-volume': ['both', 'networks br0; storages nas'],
  'cloud-image-seed': ['both', 'networks default'],
  'cloud-image-nfs-base': ['live', 'local-disk /srv/nas/base/debian-12.qcow2'],
  'vagrant-libvirt': ['none', 'shared-folder /home/dev/project'],
  'nova-instance': ['none', 'managed by OpenStack Nova'],
  'ovirt-vm': ['none', 'managed by oVirt'],
  'opennebula-vm': ['none', 'managed by OpenNebula'],
  'cloudstack-vm': ['none', 'managed by Apache CloudStack'],
  'kubevirt-vm': ['none', 'managed by KubeVirt'],
  'virtuozzo-vm': ['none', 'managed by Virtuozzo'],
  'dpdk-huge-pages': ['both', 'CPUs 2,3,4,5,6,7,8,9; huge pages 1048576'],
  'database-pinned': ['both', 'networks br-storage; CPUs 32,33,34,35,36,37,38,39'],
  'numa-strict': ['both', 'networks br0; NUMA nodes 1'],
  'sev-guest': ['none', 'firmware-state /var/lib/libvirt/qemu/nvram/vault_VARS.fd; feature SEV'],
  'vgpu-mdev': ['none', 'host-device mdev c2177883-f1bb-47f0-914d-32a22e3a8804'],
  'usb-dongle': ['none', 'host-device usb 0529:0001'],
  'usb-dongle-optional': ['none', 'host-device usb 04b8:0202'],
  'iscsi-direct': ['both', 'networks br0'],
  'lvm-volume': ['live', 'local-disk /dev/vg0/legacy'],
  'multipath-lun': ['live', 'local-disk /dev/disk/by-id/dm-uuid-mpath-3600508b4000156d700012000000b0000'],
  'rbd-cache': ['both', 'networks br0'],
  'virtiofs-share': ['none', 'shared-folder /srv/build'],
  'nine-p-share': ['none', 'shared-folder /data'],
  macvtap: ['both', 'networks enp3s0f0.3128'],
  'ovs-bridge': ['both', 'networks ovsbr0'],
  'sriov-pool': ['both', 'networks sriov-pool'],
  'sriov-fixed-vf': ['none', 'host-device pci 0000:5e:02.1'],
  'sriov-teamed': ['both', 'networks lan'],
  'vdpa-nic': ['none', 'host-device vdpa /dev/vhost-vdpa-0'],
  'nvme-passthrough': ['none', 'host-device nvme 0000:01:00.0'],
  'looking-glass': ['offline', 'memory-device looking-glass'],
  nvdimm: ['none', 'memory-device /dev/pmem0'],
  'tpm-passthrough': ['none', 'tpm /dev/tpm0'],
  'invtsc-unfixed': ['offline', 'feature invtsc'],
  'invtsc-fixed': ['both', 'networks br0'],
  'secure-boot-nas': ['both', 'networks br0'],
  'spdk-vhost-user': ['none', 'local-disk /var/tmp/vhost.0'],
  'scsi-generic': ['none', 'host-device scsi 0:1:0 of scsi_host4'],
  'serial-modem': ['none', 'host-device /dev/ttyS1'],
  'virgl-desktop': ['offline', 'feature 3D acceleration'],
  'qemu-arguments': ['none', 'host-device vfio-pci,host=0000:65:00.0'],
  'empty-drive': ['both', 'networks br0'],
  'hot-memory': ['both', ''],
};

/** As the planner and the check take it: what is managed elsewhere goes nowhere, a tie forbids the kinds that it names. */
function judge(name: string): [Verdict, string] {
  const definition = readDefinition(readFileSync(`${FOLDER}/${name}.xml`, 'utf8'));
  if (definition === null) throw new Error(`${name} is not the definition of a VM`);
  const details = { definition, moments: { snapshots: [], checkpoints: [] } };
  const needs = needsOfVm('20000000-0000-4000-8000-000000000001', details, null, POOLS);
  if (needs.managedBy !== null) return ['none', `managed by ${needs.managedBy}`];
  const mayGo = (kind: MoveKind) => needs.ties.every(({ blocks }) => !blocks.includes(kind));
  const verdicts: Verdict[] = mayGo('live') ? ['both', 'live'] : ['offline', 'none'];
  const [ifOffline, otherwise] = verdicts;
  const verdict = (mayGo('offline') ? ifOffline : otherwise) ?? 'none';
  const ties = needs.ties.map((tie) => `${tie.kind} ${tie.name}`);
  const wants = [
    ['networks', needs.networks],
    ['storages', needs.storages],
    ['CPUs', needs.hostCpus],
    ['NUMA nodes', needs.numaNodes],
    ['huge pages', needs.hugePageKiB === null ? [] : [needs.hugePageKiB]],
  ].flatMap(([what, list]) => (list?.length ? `${what} ${list}` : []));
  return [verdict, (ties.length > 0 ? ties : wants).join('; ')];
}

describe('definitions as people have them', () => {
  it('are all judged', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace('.xml', ''));
    expect(names.sort()).toEqual(Object.keys(GALLERY).sort());
    expect(names.length).toBeGreaterThanOrEqual(40);
  });

  it.each(Object.entries(GALLERY))('%s', (name, expected) => {
    expect(judge(name)).toEqual(expected);
  });
});
