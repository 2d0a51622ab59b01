import { SimulatorConfig } from '../../lib/drivers/simulator/config.ts';
import { createSimulatorDriver } from '../../lib/drivers/simulator/index.ts';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import type { HostAddress } from '../../lib/model/ports.ts';
import { type ContractVm, capTo, type DriverHarness } from './harness.ts';

const START = Date.parse('2026-03-04T10:00:00Z');
const STEP_MS = 250;
const LONGEST_WAIT_MS = 120_000;

const vm = (name: string, host: string, memoryMiB: number, more: object = {}) => ({
  name,
  host,
  memoryMiB,
  vcpus: 2,
  load: { base: 0.4 },
  ...more,
});

const host = (name: string, memoryMiB = 32_768) => ({
  name,
  memoryMiB,
  cpuCores: 8,
  coreMhz: 2600,
  cpuModel: 'EPYC-Milan',
});

const config = SimulatorConfig.parse({
  cluster: 'contract',
  seed: 11,
  anchor: new Date(START).toISOString(),
  hosts: [host('sim-01'), host('sim-02'), host('sim-small', 4096)],
  vms: [
    vm('calm-01', 'sim-01', 4096, { dirtyMiBps: 2, workingSetMiB: 64 }),
    vm('busy-01', 'sim-01', 2048, { dirtyMiBps: 60, workingSetMiB: 700 }),
    vm('other-01', 'sim-02', 8192),
    vm('off-01', 'sim-02', 1024, { state: 'stopped' }),
  ],
});

const hosts: HostAddress[] = config.hosts.map(({ name }) => ({
  hostId: `id-of-${name}`,
  name,
  uri: `simulator://contract/${name}`,
  peerUri: null,
  migrationAddress: null,
}));

function contractVm(name: string): ContractVm {
  const found = config.vms.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no VM ${name}`);
  return { uuid: found.uuid, name, vcpus: found.vcpus, memoryMiB: found.memoryMiB };
}

/** A simulated cluster for the contract, with its own clock that advances while the suite waits. */
export async function openSimulatedWorld(): Promise<DriverHarness> {
  let now = START;
  const clock = { now: () => new Date(now) };
  const store = createMemoryLog();
  const createDriver = () => createSimulatorDriver({ config, hosts, log: store, clock });
  const setDown = async (hostId: string) => {
    await store.append(clock.now(), { type: 'host-down', hostId });
  };
  return {
    createDriver,
    hosts,
    vmCount: config.vms.length,
    calm: contractVm('calm-01'),
    busy: contractVm('busy-01'),
    slowTo: capTo,
    slowMiBps: 400,
    crawlMiBps: 20,
    asksAtOneInstant: true,
    hopelessMiBps: 40,
    busyDirty: { least: 40, most: 80 },
    until: async (what, read) => {
      for (const deadline = now + LONGEST_WAIT_MS; now < deadline; now += STEP_MS) {
        const answer = await read();
        if (answer !== null) return answer;
      }
      throw new Error(`waited ${LONGEST_WAIT_MS / 1000} s of the simulated clock in vain: ${what}`);
    },
    prepareRefusal: async () => {
      const big = contractVm('other-01');
      const order = {
        vmUuid: big.uuid,
        vmName: big.name,
        sourceHostId: 'id-of-sim-02',
        destinationHostId: 'id-of-sim-small',
        kind: 'live' as const,
        bandwidthMiBps: null,
        downtimeLimitMs: 300,
        mayThrottle: false,
        mayPostCopy: false,
      };
      return { order, code: 'destination-full', endCodes: ['destination-full'], undo: async () => undefined };
    },
    makeUnreachable: setDown,
    loseDestination: setDown,
    restoreHost: async (hostId) => {
      await store.append(clock.now(), { type: 'host-up', hostId });
    },
    cutLink: async (hostId, toHostId) => {
      await store.append(clock.now(), { type: 'link-cut', hostId, toHostId });
    },
    joinLink: async (hostId, toHostId) => {
      await store.append(clock.now(), { type: 'link-joined', hostId, toHostId });
    },
    assertAlive: async () => undefined,
    close: async () => undefined,
  };
}
