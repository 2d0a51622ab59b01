import { setTimeout as sleep } from 'node:timers/promises';
import { proxmoxDescriptor } from '../../lib/drivers/proxmox/descriptor.ts';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { entryOf, startProxmox } from '../proxmox/proxmox.ts';
import type { StandVm, World } from '../proxmox/world.ts';
import { describeDriverContract } from './driver-contract.ts';
import { type ContractVm, capTo, type DriverHarness } from './harness.ts';

const PATIENCE_MS = 60_000;
const STEP_MS = 50;
const VMS = 7;

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

/** Three nodes, each of which serves the cluster. */
async function openCluster(qemu: World['qemu']): Promise<DriverHarness> {
  const standIn = await startProxmox({ nodes: 3, vms: VMS });
  const { world, node } = standIn;
  world.qemu = qemu;
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
