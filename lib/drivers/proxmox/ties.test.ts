import { describe, expect, it } from 'vitest';
import { bridgesOf, disksOf } from './settings.ts';
import { tiesOf } from './ties.ts';

const isShared = (storage: string): boolean => storage === 'ceph';
const tiesIn = (config: Record<string, string>): string[] =>
  tiesOf(config, { isShared, isUnderHa: false }).map(({ kind, name }) => `${kind} ${name}`);

describe('the settings of a VM', () => {
  it('leave one with shared disks and networks free', () => {
    const config = {
      scsihw: 'virtio-scsi-single',
      scsi0: 'ceph:vm-100-disk-0,iothread=1,size=32G',
      efidisk0: 'ceph:vm-100-disk-1,efitype=4m,size=528K',
      ide2: 'none,media=cdrom',
      net0: 'virtio=BC:24:11:AA:BB:CC,bridge=vmbr0,tag=20',
      net1: 'virtio=BC:24:11:AA:BB:CD,bridge=vnet1',
      serial0: 'socket',
      usb0: 'spice',
    };
    expect(tiesIn(config)).toEqual([]);
    expect(bridgesOf(config)).toEqual(['vmbr0', 'vnet1']);
    expect(disksOf(config).map(({ key }) => key)).toEqual(['scsi0', 'efidisk0']);
  });

  it.each([
    [{ scsi0: 'local-lvm:vm-100-disk-0,size=32G' }, 'local-disk scsi0: local-lvm:vm-100-disk-0'],
    [{ virtio1: 'file=local:100/a.qcow2,size=1G' }, 'local-disk virtio1: local:100/a.qcow2'],
    [{ ide2: 'local:iso/debian.iso,media=cdrom' }, 'local-disk ide2: local:iso/debian.iso'],
    [{ sata0: '/dev/sdb' }, 'local-disk sata0: /dev/sdb'],
    [{ tpmstate0: 'local-lvm:vm-100-disk-2' }, 'local-disk tpmstate0: local-lvm:vm-100-disk-2'],
    [{ hostpci0: '0000:01:00.0,pcie=1' }, 'host-device hostpci0: 0000:01:00.0,pcie=1'],
    [{ usb1: 'host=1234:5678' }, 'host-device usb1: host=1234:5678'],
    [{ serial0: '/dev/ttyS0' }, 'host-device serial0: /dev/ttyS0'],
    [{ virtiofs0: 'share' }, 'shared-folder virtiofs0: share'],
    [{ ivshmem: 'size=32,name=x' }, 'memory-device ivshmem: size=32,name=x'],
  ])('%j: %s', (config, tie) => expect(tiesIn(config)).toEqual([tie]));

  it.each([
    [{ scsi0: 'local-lvm:vm-100-disk-0,size=32G' }, 32 * 1024],
    [{ virtio1: 'file=local:100/a.qcow2,size=512M' }, 512],
    [{ scsi0: 'local-lvm:vm-100-disk-0' }, undefined],
    [{ scsi0: 'local-lvm:vm-100-disk-0,size=32G', parent: 'before-upgrade' }, undefined],
    [{ ide2: 'local:iso/debian.iso,media=cdrom,size=600M' }, undefined],
    [{ sata0: '/dev/sdb,size=1T' }, undefined],
    [{ tpmstate0: 'local-lvm:vm-100-disk-2,size=4M' }, undefined],
  ])('%j: local disks of %s MiB can be taken along', (config, diskMiB) => {
    const [tie] = tiesOf(config, { isShared, isUnderHa: false });
    expect(tie?.diskMiB).toBe(diskMiB);
    expect(tiesOf(config, { isShared, isUnderHa: true })[0]?.diskMiB).toBeUndefined();
  });
});
