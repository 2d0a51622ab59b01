import type { DriverErrorCode, Facts, Failure } from '../../../model/errors.ts';
import type { FailingReason } from '../../../model/failing-host.ts';
import type { MigrationOrder, MigrationStatistics } from '../../../model/ports.ts';
import { present } from '../../../model/present.ts';
import type { VmState } from '../../../model/vm.ts';
import type { RefuseWhen, SimulatorCommandBody } from '../commands.ts';
import type { SimulatorConfig } from '../config.ts';
import { hashText } from './noise.ts';

/**
 * Setting up, copying rounds, and the pause in which the rest is handed over. After post-copy was ordered, the pause
 * hands over only the VM, which pulls the rest while it runs at the destination.
 */
type CopyPhase = 'setup' | 'copying' | 'switching' | 'pulling';

/**
 * A running migration. The rest is stored as of the last event (`anchoredAt`), never as of the last reading: so it
 * does not matter how often the world is read.
 */
export interface ActiveMigration {
  order: MigrationOrder; // hosts by name
  vm: number; // index into config.vms
  from: number; // index into config.hosts
  to: number;
  startedAt: number; // times in ms of the clock
  phase: CopyPhase;
  round: number;
  roundStartedAt: number;
  roundMiB: number;
  dirtyMiBps: number; // in this round
  sentMiB: number; // in the rounds before this one
  totalMiB: number;
  anchoredAt: number;
  left: number; // MiB while memory is being sent, otherwise ms of simulated time
  rateMiBps: number; // current share of the links; 0: nothing is sent
  setupEndedAt: number | null;
  pausedAt: number | null;
  resumedAt: number | null; // at the destination, before all of its memory was there
  isHung: boolean;
  toPullMiB: number | null; // the memory that post-copy still has to fetch; null: not ordered
  growingRounds: number; // consecutive rounds that left too much
  throttlePercent: number;
}

export type MigrationEnd =
  | { outcome: 'completed'; statistics: MigrationStatistics }
  | ({ outcome: 'failed'; message: string; facts: Facts } & Failure);

/** What a host refuses until it is ordered to accept again: any VM, or this one (by UUID or name). */
export interface StandingRefusal {
  host: number;
  vm: string | null;
  when: RefuseWhen;
  code: DriverErrorCode;
}

interface FinishedMigration {
  order: MigrationOrder;
  endedAt: number;
  end: MigrationEnd;
}

/** Demand added to the VMs that a surge selected on its host, in cores by VM; it moves with them. */
interface ActiveSurge {
  startsAt: number;
  endsAt: number;
  coresByVm: ReadonlyMap<number, number>;
}

/** A command on a host, and the restart that follows it. Times in ms. */
export interface HostStepRun {
  host: number;
  phase: 'running' | 'restarting' | 'over';
  endsAt: number;
  backAt: number | null; // null: the host does not restart
  exitCode: number | null; // null: its host lost its power while it ran
}

/** The last change of the power of a VM: what it was until `doneAt` (ms), and is from then on. */
export interface PowerChange {
  before: VmState;
  after: VmState;
  wasSaved: boolean;
  isSaved: boolean; // its memory is on a disk of its host
  doneAt: number;
}

/** What a former host still has of a VM that was started elsewhere. */
export interface LeftCopy {
  host: number;
  isRunning: boolean;
  isAutostart: boolean;
}

/**
 * The VM is on this host now. The stopped copy that the host may have of it is no second one any more: as with real
 * hypervisors, its definition is replaced.
 */
export function settle(state: WorldState, vm: number, host: number): void {
  state.hostOfVm[vm] = host;
  const copy = state.copies.get(vm);
  if (copy?.host === host && !copy.isRunning) state.copies.delete(vm);
}

/** The changing state of the world, except for load, which is a pure function of time. */
export interface WorldState {
  at: number; // of the last event
  hostOfVm: number[]; // NOWHERE: on no host of this cluster
  power: Map<number, PowerChange>; // VMs whose power was changed
  autostart: Set<number>; // VMs that their host starts with itself
  isDown: boolean[]; // off the network
  diedAt: (number | null)[]; // without power since then (ms)
  copies: Map<number, LeftCopy>; // by VM
  failing: Map<number, FailingReason>; // hosts whose sensors report something
  isSilent: boolean[]; // Ballast alone gets no answer
  boots: number[]; // how often each host has restarted
  steps: Map<string, HostStepRun>; // by key
  cutLinks: Set<string>; // see `linkBetween`
  refusals: StandingRefusal[];
  active: ActiveMigration[];
  finished: Map<string, FinishedMigration>; // by moveId
  surges: ActiveSurge[];
  nextFixedSurge: number;
  nextRandomSurge: number;
}

/** A command with hosts by name, at a time of the world. */
export interface TimedCommand {
  seq: number;
  at: number;
  body: SimulatorCommandBody;
}

/** What never changes: the config, with the indexes and keys for the inner loops. */
export interface WorldShape {
  config: SimulatorConfig;
  anchorMs: number;
  hostIndex: ReadonlyMap<string, number>;
  vmIndex: ReadonlyMap<string, number>; // by UUID
  vmKeys: readonly number[];
  linkMiBps: readonly number[];
  fixedSurges: readonly { startsAt: number; endsAt: number; host: number; level: number }[];
  randomFrom: number | null;
}

/** The host index of a VM that is on no host of the cluster. */
export const NOWHERE = -1;

const BYTES_PER_MIB = 2 ** 20;
const MINUTE_MS = 60_000;

/** Prepares a config for use, independently of time and commands. */
export function shapeWorld(config: SimulatorConfig): WorldShape {
  const hostIndex = new Map(config.hosts.map((host, i) => [host.name, i]));
  const fixedSurges = config.surges
    .map((surge) => {
      const startsAt = Date.parse(surge.startsAt);
      const host = present(hostIndex.get(surge.host), `host ${surge.host}`);
      return { startsAt, endsAt: startsAt + surge.minutes * MINUTE_MS, host, level: surge.level };
    })
    .sort((a, b) => a.startsAt - b.startsAt || a.host - b.host);
  return {
    config,
    anchorMs: Date.parse(config.anchor),
    hostIndex,
    vmIndex: new Map(config.vms.map((vm, i) => [vm.uuid, i])),
    vmKeys: config.vms.map((vm) => hashText(`${config.seed}/${vm.name}`)),
    linkMiBps: config.hosts.map(
      (host) => (host.migrationMbps * 1e6 * config.linkEfficiency) / 8 / BYTES_PER_MIB,
    ),
    fixedSurges,
    randomFrom: config.randomSurges === null ? null : Date.parse(config.randomSurges.from),
  };
}

/** The world before its first event. */
export function beginWorld({ config, hostIndex }: WorldShape): WorldState {
  return {
    at: Number.NEGATIVE_INFINITY,
    hostOfVm: config.vms.map((vm) =>
      vm.isAway ? NOWHERE : present(hostIndex.get(vm.host), `host ${vm.host}`),
    ),
    power: new Map(),
    autostart: new Set(config.vms.flatMap((vm, i) => (vm.isAutostart ? [i] : []))),
    failing: new Map(),
    isDown: config.hosts.map(() => false),
    diedAt: config.hosts.map(() => null),
    copies: new Map(),
    isSilent: config.hosts.map(() => false),
    boots: config.hosts.map(() => 0),
    steps: new Map(),
    cutLinks: new Set(),
    refusals: [],
    active: [],
    finished: new Map(),
    surges: [],
    nextFixedSurge: 0,
    nextRandomSurge: 0,
  };
}
