import type { CommandLog, HostAddress, HypervisorDriver, MigrationOrder } from '../../model/ports.ts';
import { present } from '../../model/present.ts';
import { SimulatorConfig, type SimulatorConfigInput } from './config.ts';
import { createSimulatorDriver } from './index.ts';
import { createMemoryLog } from './memory-log.ts';

/** A small world for tests: three hosts and a few VMs, a clock that tests set, and a log in memory. */

export const START = Date.parse('2026-03-04T10:00:00Z');

const host = (name: string, memoryMiB: number, more: object = {}) => ({
  name,
  memoryMiB,
  cpuCores: 16,
  coreMhz: 2600,
  cpuModel: 'EPYC-Milan',
  cpuFeatures: ['avx2'],
  networks: ['lan'],
  storages: ['san-1'],
  rack: 'r1',
  ...more,
});

const vm = (name: string, place: string, memoryMiB: number, more: object = {}) => ({
  name,
  host: place,
  memoryMiB,
  vcpus: 4,
  load: { base: 0.3, daily: 0.2 },
  networks: ['lan'],
  storages: ['san-1'],
  ...more,
});

export function smallConfig(more: Partial<SimulatorConfigInput> = {}): SimulatorConfig {
  return SimulatorConfig.parse({
    cluster: 'small',
    seed: 3,
    anchor: new Date(START).toISOString(),
    hosts: [
      host('one', 65_536),
      host('two', 65_536, { networks: ['lan', 'dmz'], storages: ['san-1', 'san-2'], rack: 'r2' }),
      host('tiny', 6144, { cpuFeatures: [] }),
    ],
    vms: [
      vm('web-01', 'one', 8192, { dirtyMiBps: 20, workingSetMiB: 256 }),
      vm('web-02', 'one', 8192, { dirtyMiBps: 20, workingSetMiB: 256 }),
      vm('db-01', 'one', 16_384, { dirtyMiBps: 300, workingSetMiB: 4096, storages: ['san-1'] }),
      vm('writer-01', 'one', 8192, { dirtyMiBps: 5000, workingSetMiB: 6000 }),
      vm('small-01', 'two', 3072),
      vm('dmz-01', 'two', 2048, { networks: ['dmz'] }),
      vm('san-01', 'two', 2048, { storages: ['san-2'] }),
      vm('avx-01', 'two', 2048, { cpuFeatures: ['avx2'] }),
      vm('gpu-01', 'two', 2048, { localDevices: ['gpu'] }),
      vm('off-01', 'two', 2048, { state: 'stopped' }),
      vm('paused-01', 'two', 2048, { state: 'paused' }),
    ],
    ...more,
  });
}

export interface TestWorld {
  driver: HypervisorDriver;
  log: CommandLog;
  /** Another driver with the same log and clock, as after a restart, or in another worker. */
  another(): HypervisorDriver;
  now(): number;
  goTo(ms: number): void;
  order(vmName: string, from: string, to: string, more?: Partial<MigrationOrder>): MigrationOrder;
}

export function openTestWorld(config: SimulatorConfig = smallConfig()): TestWorld {
  return openTestWorldAt(config, START);
}

export function openTestWorldAt(config: SimulatorConfig, start: number): TestWorld {
  let now = start;
  const clock = { now: () => new Date(now) };
  const log = createMemoryLog();
  const hosts: HostAddress[] = config.hosts.map(({ name }) => ({
    hostId: `id-${name}`,
    name,
    uri: `simulator://${config.cluster}/${name}`,
    peerUri: null,
    migrationAddress: null,
  }));
  const another = () => createSimulatorDriver({ config, hosts, log, clock });
  return {
    driver: another(),
    log,
    another,
    now: () => now,
    goTo: (ms) => {
      now = ms;
    },
    order: (vmName, from, to, more = {}) => ({
      moveId: `${vmName} from ${from} to ${to}`,
      vmUuid: present(config.vms.find((one) => one.name === vmName)?.uuid, 'VM'),
      vmName,
      sourceHostId: `id-${from}`,
      destinationHostId: `id-${to}`,
      kind: 'live',
      bandwidthMiBps: null,
      downtimeLimitMs: 300,
      mayThrottle: false,
      mayPostCopy: false,
      ...more,
    }),
  };
}
