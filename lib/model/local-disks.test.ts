import { expect, it } from 'vitest';
import { leavingDisks, takeableDiskMiB, takenDiskMiB, takingDisks } from './local-disks.ts';
import type { SnapshotVm } from './snapshot.ts';
import type { Tie } from './vm.ts';

const blocks: Tie['blocks'] = ['live', 'quick', 'offline'];
const disk: Tie = { kind: 'local-disk', name: 'scsi0: local-lvm:vm-100-disk-0', blocks, diskMiB: 1024 };
const cd: Tie = { kind: 'local-disk', name: 'ide2: local:iso/debian.iso', blocks };
const vm: Pick<SnapshotVm, 'ties' | 'takenDisks'> = { ties: [cd, disk] };

it('lifts the ties of disks that the hypervisor can copy, and no others', () => {
  expect(takingDisks(vm)).toEqual({ ties: [cd], takenDisks: [disk] });
  expect(takenDiskMiB(takingDisks(vm))).toBe(1024);
  expect(takenDiskMiB(vm)).toBe(0);
});

it('changes nothing a second time, and can be taken back', () => {
  expect(takingDisks(takingDisks(vm))).toEqual(takingDisks(vm));
  expect(leavingDisks(takingDisks(vm)).ties).toEqual([cd, disk]);
  expect(leavingDisks(vm)).toBe(vm);
});

it('says how much could be copied', () => {
  expect(takeableDiskMiB([cd, disk, { ...disk, diskMiB: 512 }])).toBe(1536);
  expect(takeableDiskMiB([cd])).toBeNull();
});
