import type { SimulatedVmInput } from '../drivers/simulator/config.ts';
import type { RuleKind, RuleMode } from '../model/snapshot.ts';
import type { Automation, MigrationKind, Tie } from '../model/vm.ts';
import type { DemoRoleName } from './demo-roles.ts';

/** The demo data centre as plain data: hosts, numbers of VMs, and settings. */

export interface DemoHost {
  name: string;
  cpuCores: number;
  memoryGiB: number;
  rack: string;
  cpu: 'milan' | 'genoa';
  migrationMbps: number;
  networks: string[];
  storages: string[];
  fullness: number; // how full of VMs it is at the start, relative to the others
  largestGiB?: number; // no larger VM begins here
}

export interface DemoRule {
  name: string;
  kind: RuleKind;
  mode: RuleMode;
  vms: string[];
  hosts: string[];
}

export interface DemoClusterData {
  name: string;
  hosts: DemoHost[];
  /** Role, number of the first VM, count. */
  vms: [DemoRoleName, number, number][];
  nameDigits?: number; // of the numbers in their names; two if left out
  rules: DemoRule[];
  automation: Record<string, Automation>;
  stopped: string[];
  /** How a VM can move, by name: its ties, another manager, its requirements. */
  traits: Record<string, Partial<SimulatedVmInput>>;
  /** VMs that start on a given host; the others are spread. */
  pinned: Record<string, string>;
  overloadedHost: string | null;
}

export const demoCpus = {
  milan: { cpuModel: 'EPYC-Milan', coreMhz: 2600, cpuFeatures: ['avx2'] },
  genoa: { cpuModel: 'EPYC-Genoa', coreMhz: 2750, cpuFeatures: ['avx2', 'avx512f'] },
};

const both = ['lan', 'dmz'];
const allStorages = ['san-1', 'san-2'];
const GBE_10 = 10_000;
const GBE_25 = 25_000;

const rule = (
  name: string,
  kind: RuleKind,
  vms: string[],
  more: { mode?: RuleMode; hosts?: string[] } = {},
): DemoRule => ({ name, kind, mode: more.mode ?? 'must', vms, hosts: more.hosts ?? [] });

const tie = (kind: Tie['kind'], name: string, blocks: MigrationKind[]): Tie => ({ kind, name, blocks });

const numbered = (role: string, first: number, count: number) =>
  Array.from({ length: count }, (_, i) => `${role}-${String(first + i).padStart(2, '0')}`);

export const prodA: DemoClusterData = {
  name: 'prod-a',
  hosts: [
    {
      name: 'kvm-01',
      cpuCores: 32,
      memoryGiB: 256,
      rack: 'r1',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: ['san-1'],
      fullness: 1,
    },
    {
      name: 'kvm-02',
      cpuCores: 32,
      memoryGiB: 256,
      rack: 'r1',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: allStorages,
      fullness: 0.95,
    },
    {
      name: 'kvm-03',
      cpuCores: 32,
      memoryGiB: 192,
      rack: 'r2',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: ['san-1'],
      fullness: 1.05,
      largestGiB: 12,
    },
    {
      name: 'kvm-04',
      cpuCores: 48,
      memoryGiB: 384,
      rack: 'r2',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: allStorages,
      fullness: 1.05,
    },
    {
      name: 'kvm-05',
      cpuCores: 64,
      memoryGiB: 768,
      rack: 'r2',
      cpu: 'genoa',
      migrationMbps: GBE_25,
      networks: both,
      storages: allStorages,
      fullness: 0.9,
    },
    {
      name: 'kvm-06',
      cpuCores: 64,
      memoryGiB: 512,
      rack: 'r3',
      cpu: 'genoa',
      migrationMbps: GBE_25,
      networks: both,
      storages: allStorages,
      fullness: 1,
    },
    {
      name: 'kvm-07',
      cpuCores: 48,
      memoryGiB: 384,
      rack: 'r3',
      cpu: 'genoa',
      migrationMbps: GBE_25,
      networks: both,
      storages: allStorages,
      fullness: 0.75,
    },
    {
      name: 'kvm-08',
      cpuCores: 16,
      memoryGiB: 128,
      rack: 'r3',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: ['lan'],
      storages: allStorages,
      fullness: 0.9,
      largestGiB: 8,
    },
  ],
  vms: [
    ['erp-db', 1, 1],
    ['db', 1, 5],
    ['web', 1, 12],
    ['app', 1, 14],
    ['k8s-node', 1, 8],
    ['redis', 1, 4],
    ['mq', 1, 3],
    ['stream', 1, 2],
    ['etl-runner', 1, 4],
    ['ci-runner', 1, 6],
    ['build', 1, 3],
    ['log', 1, 4],
    ['report', 1, 3],
    ['ml-train', 1, 2],
    ['render-gpu', 1, 1],
    ['ldap', 1, 2],
    ['dns', 1, 2],
    ['mail-relay', 1, 2],
    ['mail', 1, 2],
    ['file', 1, 3],
    ['monitor', 1, 2],
    ['vdi', 1, 8],
    ['gitlab', 1, 1],
    ['wiki', 1, 1],
    ['backup', 1, 2],
    ['legacy-scada', 1, 1],
    ['jump', 1, 2],
    ['test', 1, 3],
  ],
  rules: [
    rule('Main databases apart', 'apart', ['db-01', 'db-02']),
    rule('Directory servers apart', 'apart', ['ldap-01', 'ldap-02']),
    rule('Name servers apart', 'apart', ['dns-01', 'dns-02']),
    rule('Shop with its cache', 'together', ['app-01', 'redis-01'], { mode: 'should' }),
    rule('Licence of the ERP database', 'onHosts', ['erp-db-01'], { hosts: ['kvm-04', 'kvm-05', 'kvm-07'] }),
    rule('Message queue over the racks', 'spreadRacks', ['mq-01', 'mq-02', 'mq-03']),
    rule('Web servers over the racks', 'spreadRacks', numbered('web', 1, 6), { mode: 'should' }),
  ],
  automation: { 'legacy-scada-01': 'excluded', 'gitlab-01': 'manual' },
  stopped: ['test-02', 'test-03', 'backup-02'],
  traits: {
    'render-gpu-01': { localDevices: ['pci-0000:41:00.0'] },
    'file-01': { ties: [tie('snapshots', 'before-upgrade', ['live', 'quick', 'offline'])] },
    'mail-02': { ties: [tie('host-device', 'SR-IOV network sriov-1', ['live', 'quick'])] },
    'vdi-05': {
      ties: [tie('tpm', 'emulated TPM', ['offline']), tie('firmware-state', 'NVRAM', ['offline'])],
    },
    'app-14': { managedBy: 'OpenStack Nova' },
    'k8s-node-01': { hostCpus: [0, 1, 2, 3, 4, 5, 6, 7] },
    'ci-runner-06': { isPersistent: false },
    'ldap-01': { isAutostart: true },
    'dns-01': { isAutostart: true },
  },
  pinned: { 'db-01': 'kvm-03', 'render-gpu-01': 'kvm-06', 'legacy-scada-01': 'kvm-07' },
  overloadedHost: 'kvm-03',
};

export const prodB: DemoClusterData = {
  name: 'prod-b',
  hosts: [
    {
      name: 'kvm-11',
      cpuCores: 48,
      memoryGiB: 384,
      rack: 'r1',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: allStorages,
      fullness: 1,
    },
    {
      name: 'kvm-12',
      cpuCores: 48,
      memoryGiB: 384,
      rack: 'r2',
      cpu: 'milan',
      migrationMbps: GBE_10,
      networks: both,
      storages: allStorages,
      fullness: 0.9,
    },
    {
      name: 'kvm-13',
      cpuCores: 32,
      memoryGiB: 256,
      rack: 'r3',
      cpu: 'genoa',
      migrationMbps: GBE_10,
      networks: both,
      storages: allStorages,
      fullness: 1.05,
    },
    {
      name: 'kvm-14',
      cpuCores: 24,
      memoryGiB: 256,
      rack: 'r3',
      cpu: 'genoa',
      migrationMbps: GBE_10,
      networks: both,
      storages: ['san-1'],
      fullness: 1,
    },
  ],
  vms: [
    ['db', 11, 3],
    ['web', 21, 6],
    ['app', 21, 7],
    ['k8s-node', 21, 4],
    ['redis', 11, 2],
    ['etl-runner', 11, 2],
    ['ci-runner', 11, 2],
    ['log', 11, 2],
    ['ldap', 11, 2],
    ['dns', 11, 2],
    ['mail-relay', 11, 1],
    ['file', 11, 1],
    ['monitor', 11, 1],
    ['dev', 1, 8],
    ['vdi', 21, 3],
    ['cache-hot', 1, 1],
    ['test', 11, 3],
  ],
  rules: [
    rule('Databases apart', 'apart', ['db-11', 'db-12']),
    rule('Directory servers apart', 'apart', ['ldap-11', 'ldap-12']),
    rule('Reports beside their data', 'together', ['etl-runner-11', 'db-13']),
    rule('No desktops on kvm-14', 'notOnHosts', numbered('vdi', 21, 3), {
      mode: 'should',
      hosts: ['kvm-14'],
    }),
  ],
  automation: { 'dev-08': 'manual' },
  stopped: ['test-12', 'test-13'],
  traits: { 'test-13': { ties: [tie('saved-state', 'managed save', ['offline'])] } },
  pinned: { 'cache-hot-01': 'kvm-13' },
  overloadedHost: null,
};
