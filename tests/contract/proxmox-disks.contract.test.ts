import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { proxmoxDescriptor } from '../../lib/drivers/proxmox/descriptor.ts';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import type { HypervisorDriver, MigrationOrder, MigrationReport } from '../../lib/model/ports.ts';
import { Machine } from '../proxmox/machine.ts';
import { entryOf, type StandIn, startProxmox } from '../proxmox/proxmox.ts';
import { whyNoQemu } from '../proxmox/qemu.ts';
import type { StandVm } from '../proxmox/world.ts';

const PATIENCE_MS = 60_000;
const STEP_MS = 50;
const MIB = 2 ** 20;

let standIn: StandIn;
let nowMs: number; // of the stand-in: it passes with each reading, so that no copy is missed on a slow machine
let driver: HypervisorDriver;
let vm: StandVm;

beforeEach(async () => {
  nowMs = Date.now();
  standIn = await startProxmox({ nodes: 2, vms: 2, now: () => nowMs });
  vm = standIn.vm('web-1');
  vm.memMiB = 256;
  vm.config = { ...vm.config, scsi1: `local-lvm:vm-${vm.vmid}-disk-1,size=512M` };
  driver = openDriver();
});
afterEach(async () => {
  await driver.close();
  await standIn.close();
  expect(standIn.complaints).toEqual([]);
});

const openDriver = () =>
  proxmoxDescriptor.create({
    endpoint: entryOf(standIn),
    config: { cluster: standIn.world.cluster },
    hosts: ['pve1', 'pve2'].map((name) => ({
      hostId: name,
      name,
      uri: name,
      peerUri: null,
      migrationAddress: null,
    })),
    log: createMemoryLog(),
    clock: { now: () => new Date() },
  });
const order = (more: Partial<MigrationOrder> = {}): MigrationOrder => ({
  moveId: 'move-1',
  vmUuid: String(vm.vmid),
  vmName: vm.name,
  sourceHostId: 'pve1',
  destinationHostId: 'pve2',
  kind: 'live',
  bandwidthMiBps: null,
  downtimeLimitMs: 300,
  mayThrottle: false,
  mayPostCopy: false,
  takesDisks: true,
  ...more,
});
const codesOf = async (asked: MigrationOrder) =>
  (await driver.checkMigration(asked)).map(({ code, facts }) => `${code}: ${facts.detail}`);

/** Reads until the migration has ended; the progress of each reading, and the end. */
async function follow(asked: MigrationOrder) {
  const fractions: number[] = [];
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(STEP_MS)) {
    nowMs += STEP_MS;
    const report: MigrationReport = await driver.readMigration(asked);
    if (report.phase !== 'running') return { fractions, report };
    fractions.push(report.progress.fraction ?? 0);
  }
  throw new Error('it did not end');
}

describe('local disks on Proxmox VE', () => {
  it('tie a VM to its node, with the size of those that can be copied', async () => {
    const seen = await driver.observeHost('pve1');
    const ties = seen.vms.find(({ uuid }) => uuid === String(vm.vmid))?.ties;
    expect(ties).toEqual([
      {
        kind: 'local-disk',
        name: `scsi1: local-lvm:vm-${vm.vmid}-disk-1`,
        blocks: ['live', 'quick', 'offline'],
        diskMiB: 512,
      },
    ]);
  });

  it('are not copied unless the order says so', async () => {
    const asked = order({ takesDisks: false });
    expect(await codesOf(asked)).toEqual([`storage-missing: local disks: local-lvm:vm-${vm.vmid}-disk-1`]);
    await expect(driver.startMigration(asked)).rejects.toMatchObject({ code: 'storage-missing' });
    expect(vm.node).toBe('pve1');
  });

  it('go with the VM, and count in its progress and its statistics', async () => {
    vm.plan = { mibps: 512 };
    expect(await codesOf(order())).toEqual([]);
    await driver.startMigration(order());
    const { fractions, report } = await follow(order());
    expect(report).toMatchObject({ phase: 'completed', statistics: { diskBytes: 512 * MIB } });
    expect(vm.node).toBe('pve2');
    expect(fractions.toSorted((a, b) => a - b)).toEqual(fractions);
    expect(fractions.some((fraction) => fraction > 0.2 && fraction < 0.6)).toBe(true);
  });

  it('are followed by a driver that was started again, and can be cancelled', async () => {
    vm.plan = { mibps: 100 };
    await driver.startMigration(order());
    await driver.close();
    driver = openDriver();
    await expect
      .poll(
        async () => {
          nowMs += STEP_MS;
          const report = await driver.readMigration(order());
          return report.phase === 'running' && (report.progress.fraction ?? 0) > 0;
        },
        { timeout: PATIENCE_MS },
      )
      .toBe(true);
    await driver.cancelMigration(order());
    expect((await follow(order())).report).toMatchObject({ phase: 'failed', code: 'migration-cancelled' });
    expect(vm.node).toBe('pve1');
  });

  it('need their storage at the destination, with enough space', async () => {
    standIn.world.localFreeMiB = 100;
    expect(await codesOf(order())).toEqual([
      'storage-missing: local-lvm: 0.5 GiB are needed, 0.1 GiB are free',
    ]);
    standIn.world.lacking.add('local-lvm@pve2');
    expect(await codesOf(order())).toEqual(['storage-missing: not available: local-lvm']);
  });

  it('stay with a CD image, and with a VM that the HA manager moves', async () => {
    vm.config.ide2 = 'local-lvm:iso/debian.iso,media=cdrom,size=600M';
    expect(await codesOf(order())).toEqual(['storage-missing: local disks: local-lvm:iso/debian.iso']);
    delete vm.config.ide2;
    vm.hastate = 'started';
    expect(await codesOf(order())).toEqual([`storage-missing: local disks: local-lvm:vm-${vm.vmid}-disk-1`]);
  });
});

const reason = whyNoQemu();
describe.skipIf(reason !== undefined)(`local disks with real QEMUs ${reason ?? ''}`, () => {
  it('are mirrored byte for byte, and the guest continues', async () => {
    const content = randomBytes(64 * MIB);
    vm.memMiB = 64;
    vm.config.scsi1 = `local-lvm:vm-${vm.vmid}-disk-1,size=64M`;
    vm.machine = await Machine.start(64, { fillMiB: 16, pages: 1, rest: 0x40_00_00 }, content);
    try {
      await driver.startMigration(order({ bandwidthMiBps: 40 }));
      const { fractions, report } = await follow(order());
      expect(report).toMatchObject({ phase: 'completed', statistics: { diskBytes: 64 * MIB } });
      expect(vm.node).toBe('pve2');
      expect(fractions.some((fraction) => fraction > 0)).toBe(true);
      expect(vm.machine.readDisk().equals(content)).toBe(true);
      const beats = await vm.machine.beats();
      await expect.poll(() => vm.machine?.beats(), { timeout: PATIENCE_MS }).toBeGreaterThan(beats);
    } finally {
      await vm.machine.close();
    }
  });
});
