import { describe, expect, it } from 'vitest';
import { faults, inspected, obstacle, world } from '../testing/readiness-world.ts';
import { vm } from '../testing/snapshots.ts';

describe('the findings of VMs and their storage', () => {
  it('compare storages by name and source', () => {
    const hosts = [
      inspected('kvm-1'),
      inspected('kvm-2', { storages: [{ name: 'san', identity: 'netfs other:/san' }] }),
      inspected('kvm-3', { storages: [] }),
    ];
    const snapshot = { ...world, vms: [vm('erp', 'kvm-1', { name: 'erp', storages: ['san'] })] };
    expect(faults({ inspection: { hosts }, snapshot })).toMatchObject([
      { code: 'storage-differs', grade: 'stops', facts: { storage: 'san', hosts: 'kvm-1, kvm-2' } },
      {
        code: 'storage-missing',
        grade: 'risk',
        facts: { storage: 'san', hosts: 'kvm-3', having: 'kvm-1, kvm-2', vms: 1 },
      },
    ]);
  });

  it('say for each file where it is missing, and whether the VM can go anywhere else', () => {
    const missing = (toHostId: string) =>
      obstacle({ toHostId, file: { kind: 'disc', path: '/iso/setup.iso', fault: 'missing' } });
    expect(faults({ inspection: { obstacles: [missing('kvm-2')] } })).toMatchObject([
      {
        code: 'file-missing',
        grade: 'risk',
        facts: { vm: 'erp', kind: 'disc', file: '/iso/setup.iso', source: 'kvm-1', hosts: 'kvm-2' },
      },
    ]);
    expect(faults({ inspection: { obstacles: ['kvm-2', 'kvm-3'].map(missing) } })).toMatchObject([
      { code: 'file-missing', grade: 'stops', facts: { hosts: 'kvm-2, kvm-3' } },
    ]);
  });

  it('put VMs of one host with the same fault of one folder together', () => {
    const snapshot = {
      ...world,
      vms: ['a', 'b'].map((id) => vm(id, 'kvm-1', { name: id, memoryMiB: 1000 })),
    };
    const obstacles = ['a', 'b'].map((id) =>
      obstacle({
        vmUuid: `uuid-of-${id}`,
        file: { kind: 'disk', path: `/images/${id}.img`, fault: 'differs' },
      }),
    );
    expect(faults({ snapshot, inspection: { obstacles } })).toMatchObject([
      { code: 'file-differs', grade: 'stops', facts: { vm: 'a, b', file: '/images/a.img' } },
    ]);
  });

  it('name what the host keeps for a VM, and what binds a VM to it', () => {
    const ties = [
      { kind: 'firmware-state' as const, name: '/nvram/erp.fd', blocks: ['offline' as const] },
      { kind: 'tpm' as const, name: 'emulated TPM', blocks: ['offline' as const] },
      {
        kind: 'host-device' as const,
        name: '0000:65:00.0',
        blocks: ['live' as const, 'quick' as const, 'offline' as const],
      },
    ];
    const snapshot = { ...world, vms: [vm('erp', 'kvm-1', { name: 'erp', ties })] };
    expect(faults({ snapshot })).toMatchObject([
      { code: 'firmware-local', grade: 'risk', facts: { vm: 'erp', file: '/nvram/erp.fd', source: 'kvm-1' } },
      { code: 'tpm-local', grade: 'risk', facts: { vm: 'erp', source: 'kvm-1' } },
      { code: 'vm-tied', grade: 'risk', facts: { vm: 'erp', detail: 'host-device: 0000:65:00.0' } },
    ]);
  });

  it('compare CPUs, and name the VMs that one keeps away, with the common CPU', () => {
    const hosts = [inspected('kvm-1'), inspected('kvm-2'), inspected('kvm-3', { cpuModel: 'Skylake' })];
    const detail = 'Host CPU does not provide required features: avx512';
    const obstacles = [obstacle({ code: 'cpu-incompatible', toHostId: 'kvm-3', facts: { detail } })];
    expect(faults({ inspection: { hosts, obstacles, commonCpu: 'Nehalem' } })).toMatchObject([
      {
        code: 'cpu-models-differ',
        grade: 'risk',
        facts: { groups: 'EPYC: kvm-1, kvm-2; Skylake: kvm-3', common: 'Nehalem' },
      },
      { code: 'vm-cpu-bound', grade: 'risk', facts: { vm: 'erp', hosts: 'kvm-3', detail } },
    ]);
  });

  it('count huge pages and NUMA nodes, but no memory that is not free at the moment', () => {
    const obstacles = [
      obstacle({ code: 'resource-missing', facts: { detail: 'no NUMA node 1 on kvm-2' } }),
      obstacle({
        code: 'destination-full',
        toHostId: 'kvm-3',
        facts: { detail: '512 MiB needed in pages of 2 MiB' },
      }),
      obstacle({ code: 'destination-full', vmUuid: 'uuid-of-web', facts: { detail: '4000 MiB needed' } }),
      obstacle({ code: 'vm-busy', vmUuid: 'uuid-of-web' }),
    ];
    expect(faults({ inspection: { obstacles } })).toMatchObject([
      { code: 'vm-resource-bound', grade: 'stops', facts: { vm: 'erp', hosts: 'kvm-2, kvm-3' } },
    ]);
  });
});
