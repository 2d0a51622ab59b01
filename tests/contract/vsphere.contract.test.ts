import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import { vsphereDescriptor } from '../../lib/drivers/vsphere/descriptor.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { PASSWORD, startVcenter, USER, type Vcenter, whyNoVcenter } from '../vcenter/vcenter.ts';
import { describeDriverContract } from './driver-contract.ts';
import type { ContractVm, DriverHarness } from './harness.ts';

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

/** A vCenter with a cluster of three hosts. It accepts no cap, so the network of an order is as slow as the case needs it. */
async function openVcenter(): Promise<DriverHarness> {
  const vcenter = await startVcenter({ clusters: 1, hosts: 3, vms: VMS });
  try {
    return await harnessFor(vcenter);
  } catch (error) {
    await vcenter.close();
    throw error;
  }
}

async function harnessFor(vcenter: Vcenter): Promise<DriverHarness> {
  const access = {
    address: vcenter.address,
    user: USER,
    secret: PASSWORD,
    fingerprint: vcenter.fingerprint,
  };
  const [cluster] = await present(vsphereDescriptor.endpoint, 'endpoint').listClusters(access);
  const create = (hosts: Parameters<typeof vsphereDescriptor.create>[0]['hosts']): HypervisorDriver =>
    vsphereDescriptor.create({
      endpoint: access,
      config: cluster?.config,
      hosts,
      log: createMemoryLog(),
      clock: { now: () => new Date() },
    });
  const first = create([]);
  const hosts = (await first.discoverHosts()).map((host) => ({ ...host, hostId: `id-of-${host.name}` }));
  await first.close();
  const speeds = new Map<string, number>();
  const nameOf = (hostId: string): string =>
    present(
      hosts.find((host) => host.hostId === hostId),
      hostId,
    ).name;
  const known = create(hosts);
  const seen = await known.observeCluster(hosts.map(({ hostId }) => hostId));
  await known.close();
  const vms = seen.hosts.flatMap((reading) => ('observation' in reading ? reading.observation.vms : []));
  const contractVm = (name: string): ContractVm => {
    const vm = present(
      vms.find((each) => each.name === name),
      name,
    );
    return { uuid: vm.uuid, name, vcpus: vm.vcpus ?? 0, memoryMiB: vm.memoryMiB ?? 0 };
  };
  const [calm, busy] = [contractVm('DC0_C0_RP0_VM0'), contractVm('DC0_C0_RP0_VM1')];
  return {
    createDriver: () => {
      const driver = create(hosts);
      return {
        ...driver,
        startMigration: async (order) => {
          const speed = speeds.get(order.moveId);
          const ms = speed === undefined ? 300 : (calm.memoryMiB / speed) * 1000;
          if (order.vmUuid === calm.uuid || order.vmUuid === busy.uuid)
            await vcenter.order('plan', { vm: order.vmName, plan: { ms } });
          await driver.startMigration(order);
        },
      };
    },
    hosts,
    vmCount: VMS,
    calm,
    busy,
    slowTo: (order, mibps) => {
      speeds.set(order.moveId, mibps);
      return order;
    },
    slowMiBps: 4096,
    crawlMiBps: 40,
    asksAtOneInstant: true,
    hopelessMiBps: 40,
    busyDirty: { least: 0, most: 0 }, // nothing measures it
    until,
    prepareRefusal: async () => {
      const vm = contractVm('DC0_C0_RP0_VM2');
      const source = present(
        seen.hosts.find(
          (reading) =>
            'observation' in reading && reading.observation.vms.some(({ uuid }) => uuid === vm.uuid),
        ),
        'the host of the VM',
      );
      const destination = present(
        hosts.find(({ hostId }) => hostId !== source.hostId),
        'another host',
      );
      const fault = 'InsufficientMemoryResourcesFault';
      await vcenter.order('plan', { vm: vm.name, plan: { fault, check: fault, failAt: 10 } });
      const order = {
        vmUuid: vm.uuid,
        vmName: vm.name,
        sourceHostId: source.hostId,
        destinationHostId: destination.hostId,
        kind: 'live' as const,
        bandwidthMiBps: null,
        downtimeLimitMs: 300,
        mayThrottle: false,
        mayPostCopy: false,
      };
      const undo = async () => void (await vcenter.order('plan', { vm: vm.name, plan: {} }));
      return { order, code: 'destination-full', endCodes: ['destination-full'], undo };
    },
    makeUnreachable: async (hostId) =>
      void (await vcenter.order('host', { host: nameOf(hostId), state: 'notResponding' })),
    loseDestination: async (hostId) =>
      void (await vcenter.order('host', { host: nameOf(hostId), state: 'notResponding' })),
    restoreHost: async (hostId) =>
      void (await vcenter.order('host', { host: nameOf(hostId), state: 'connected' })),
    cutLink: async (hostId, toHostId) =>
      void (await vcenter.order('link', { host: nameOf(hostId), to: nameOf(toHostId), on: true })),
    joinLink: async (hostId, toHostId) =>
      void (await vcenter.order('link', { host: nameOf(hostId), to: nameOf(toHostId), on: false })),
    assertAlive: async () => undefined,
    close: () => vcenter.close(),
  };
}

const reason = whyNoVcenter();
if (reason === undefined) describeDriverContract('vSphere', vsphereDescriptor.abilities, openVcenter);
else describe(`driver contract: vSphere (${reason})`, () => it.skip(reason, () => undefined));
