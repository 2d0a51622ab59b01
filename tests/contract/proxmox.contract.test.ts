import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { proxmoxDescriptor } from '../../lib/drivers/proxmox/descriptor.ts';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { Machine } from '../proxmox/machine.ts';
import { entryOf, type StandIn, startProxmox } from '../proxmox/proxmox.ts';
import { whyNoQemu } from '../proxmox/qemu.ts';
import type { StandVm, World } from '../proxmox/world.ts';
import { describeDriverContract } from './driver-contract.ts';
import { type ContractVm, capTo, type DriverHarness } from './harness.ts';

const PATIENCE_MS = 60_000;
const STEP_MS = 50;
const VMS = 7;
const REAL_MIB = 64;

async function until<T>(what: string, read: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(STEP_MS)) {
    const answer = await read();
    if (answer !== null) return answer;
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s in vain: ${what}`);
}

const contractVm = ({ vmid, name, cpus, memMiB }: StandVm): ContractVm => ({
  uuid: String(vmid),
  name,
  vcpus: cpus,
  memoryMiB: memMiB,
});

/** Three nodes, each of which serves the cluster; its migrations are computed. */
async function openCluster(qemu: World['qemu']): Promise<DriverHarness> {
  const standIn = await startProxmox({ nodes: 3, vms: VMS });
  standIn.world.qemu = qemu;
  return harnessFor(standIn);
}

/** The same, with real QEMUs for the VMs that are moved: their copies are as slow as emulation is. */
async function openRealCluster(): Promise<DriverHarness> {
  const standIn = await startProxmox({ nodes: 3, vms: VMS });
  const harness = await harnessFor(standIn);
  const [calm, busy] = [standIn.vm('web-1'), standIn.vm('db-1')];
  for (const vm of [calm, busy]) vm.memMiB = REAL_MIB;
  const machines = new Map([
    [String(calm.vmid), await Machine.start(REAL_MIB, { fillMiB: 32, pages: 1, rest: 0x40_00_00 })],
    [String(busy.vmid), await Machine.start(REAL_MIB, { fillMiB: 32, pages: 6144, rest: 1 })],
  ]);
  for (const vm of [calm, busy]) vm.machine = present(machines.get(String(vm.vmid)), vm.name);
  const beats = new Map<string, number>();
  return {
    ...harness,
    calm: contractVm(calm),
    busy: contractVm(busy),
    slowMiBps: 32,
    crawlMiBps: 0.5,
    hopelessMiBps: 8,
    busyDirty: { least: 2, most: 70 },
    assertAlive: async ({ uuid, name }) => {
      const machine = machines.get(uuid);
      if (machine === undefined) return;
      const before = beats.get(uuid) ?? 0;
      const now = await until(`${name} goes on where it was`, async () => {
        const counted = await machine.beats();
        if (counted < before) throw new Error(`${name} was started again`);
        return counted > before ? counted : null;
      });
      beats.set(uuid, now);
    },
    close: async () => {
      await Promise.all([...machines.values()].map((machine) => machine.close()));
      await harness.close();
    },
  };
}

async function harnessFor(standIn: StandIn): Promise<DriverHarness> {
  const { world, node } = standIn;
  const [calm, busy, kept] = [standIn.vm('web-1'), standIn.vm('db-1'), standIn.vm('cache-1')];
  for (const vm of [calm, busy, kept]) vm.memMiB = 256;
  busy.dirtyMiBps = 100;
  const names = [...world.nodes.keys()];
  const hosts = names.map((name) => ({
    hostId: `id-of-${name}`,
    name,
    uri: name,
    peerUri: null,
    migrationAddress: null,
  }));
  const nodeOf = (hostId: string): string =>
    present(
      hosts.find((host) => host.hostId === hostId),
      hostId,
    ).name;
  const link = (hostId: string, toHostId: string): string => `${nodeOf(hostId)}>${nodeOf(toHostId)}`;
  return {
    createDriver: (): HypervisorDriver =>
      proxmoxDescriptor.create({
        endpoint: entryOf(standIn),
        config: { cluster: world.cluster },
        hosts,
        log: createMemoryLog(),
        clock: { now: () => new Date() },
      }),
    hosts,
    vmCount: VMS,
    calm: contractVm(calm),
    busy: contractVm(busy),
    slowTo: capTo,
    slowMiBps: 256,
    crawlMiBps: 4,
    asksAtOneInstant: true,
    hopelessMiBps: 64,
    busyDirty: { least: 30, most: 110 },
    until,
    prepareRefusal: async () => {
      const destination = names.find((name) => name !== kept.node) ?? '';
      world.lacking.add(`shared@${destination}`);
      const order = {
        vmUuid: String(kept.vmid),
        vmName: kept.name,
        sourceHostId: `id-of-${kept.node}`,
        destinationHostId: `id-of-${destination}`,
        kind: 'live' as const,
        bandwidthMiBps: null,
        downtimeLimitMs: 300,
        mayThrottle: false,
        mayPostCopy: false,
      };
      const undo = async () => void world.lacking.delete(`shared@${destination}`);
      return { order, code: 'storage-missing', endCodes: ['storage-missing'], undo };
    },
    makeUnreachable: async (hostId) => {
      node(nodeOf(hostId)).isOnline = false;
      await standIn.stopServer(nodeOf(hostId));
    },
    loseDestination: async (hostId) => {
      node(nodeOf(hostId)).isOnline = false;
      await standIn.stopServer(nodeOf(hostId));
    },
    restoreHost: async (hostId) => {
      node(nodeOf(hostId)).isOnline = true;
      await standIn.startServer(nodeOf(hostId));
    },
    cutLink: async (hostId, toHostId) => void world.cutLinks.add(link(hostId, toHostId)),
    joinLink: async (hostId, toHostId) => void world.cutLinks.delete(link(hostId, toHostId)),
    assertAlive: async () => undefined,
    close: async () => {
      await standIn.close();
      const complaints = standIn.complaints.join('\n');
      if (complaints !== '') throw new Error(`against the schema of the API:\n${complaints}`);
    },
  };
}

describeDriverContract('Proxmox VE', proxmoxDescriptor.abilities, () => openCluster('10.1'));
describeDriverContract(
  'Proxmox VE with QEMU 10.0',
  proxmoxDescriptor.abilities,
  () => openCluster('10.0'),
  'way',
);

const reason = whyNoQemu();
if (reason === undefined)
  describeDriverContract('Proxmox VE with real QEMUs', proxmoxDescriptor.abilities, openRealCluster);
else
  describe(`driver contract: Proxmox VE with real QEMUs (${reason})`, () => it.skip(reason, () => undefined));
