import type { Copy } from './copy.ts';
import type { Machine } from './machine.ts';

/** What a test wants of the migrations of a VM. */
export interface VmPlan {
  mibps?: number; // of the way; without it: very fast
  hang?: boolean; // at half of it
  fail?: string; // QEMU's words with which the copy fails at half of it
  refuse?: string; // the words with which Proxmox VE refuses the order
  warnings?: number; // with which the task ends
  haDelayMs?: number; // until the HA manager begins
  isForgottenByHa?: boolean; // it never begins
}

export interface StandVm {
  vmid: number;
  name: string;
  node: string;
  status: 'running' | 'stopped';
  cpus: number;
  cpu: number; // of its own CPUs, 0 to 1
  memMiB: number;
  dirtyMiBps: number;
  workingSetMiB: number;
  lock?: string;
  hastate?: string; // under the HA manager
  failback?: boolean; // the HA manager moves it back to a preferred node; missing: it does
  tags?: string;
  template?: boolean;
  config: Record<string, string | number>;
  plan: VmPlan;
  machine?: Machine; // a real QEMU; without one its migrations are computed
  measuring?: { startMs: number; seconds: number };
}

/** The copy of a local disk. */
export interface DiskCopy {
  key: string;
  totalMiB: number;
  doneMiB: number;
}

export interface StandTask {
  upid: string;
  node: string;
  pid: number;
  pstart: number;
  startedMs: number;
  endedMs: number | null;
  type: string;
  vmid: number;
  user: string;
  exit: string | null;
  log: string[];
  isStopped: boolean; // somebody asked for its end
}

/** A migration that a node carries out. */
export interface StandMigration {
  task: StandTask;
  vm: StandVm;
  target: string;
  mibps: number;
  hasBegun?: boolean; // to copy them
  disks: DiskCopy[]; // local disks, which are copied first
  copy: Copy | null; // of its memory; null: it is being prepared
  copiedUntilMs: number;
}

/** An order to the HA manager. */
export interface HaOrder {
  vm: StandVm;
  target: string;
  beginsAtMs: number;
  bwlimit: number | null;
}

export interface StandNode {
  name: string;
  isOnline: boolean;
  isInMaintenance: boolean;
  cpus: number;
  memMiB: number;
  cpu: number; // 0 to 1, besides its VMs
  flags: string;
  bridges: string[];
  fingerprint: string; // of its certificate
}

/** Everything that the stand-in knows of its cluster. */
export interface World {
  cluster: string;
  now(): number; // ms
  nodes: Map<string, StandNode>;
  vms: Map<number, StandVm>;
  tasks: Map<string, StandTask>;
  migrations: Set<StandMigration>;
  haOrders: Set<HaOrder>;
  haRules: {
    rule: string;
    type: 'resource-affinity' | 'node-affinity';
    affinity?: 'positive' | 'negative';
    nodes?: string;
    strict?: 0 | 1;
    resources: string;
  }[];
  crs: Record<string, string | number>;
  permissions: Record<string, Record<string, 0 | 1>>;
  secret: string; // of the token; another one is refused
  cutLinks: Set<string>; // `pve1>pve2`
  lacking: Set<string>; // `shared@pve3`: the node lacks the storage
  localFreeMiB: number; // of `local-lvm` on each node
  isQuorate: boolean;
  losesAnswers: boolean; // to orders: they are carried out, and the connection breaks
  qemu: '10.0' | '10.1'; // whose monitor it imitates
  lastPid: number;
}

export const USER = 'ballast@pve!ballast';

export const ALL_PRIVILEGES = {
  '/': { 'Sys.Audit': 1, 'VM.Audit': 1, 'Datastore.Audit': 1 },
  '/vms': { 'VM.Audit': 1, 'VM.Migrate': 1, 'Sys.Audit': 1, 'Sys.Modify': 1 },
} as const;

/** Whether the token may do something there; privileges at / hold below it. */
export const may = ({ permissions }: World, path: string, privilege: string): boolean =>
  permissions[path]?.[privilege] !== undefined || permissions['/']?.[privilege] === 1;
