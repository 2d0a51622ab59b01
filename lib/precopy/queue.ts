import type { Facts } from '../model/errors.ts';
import {
  type Ends,
  type FullCode,
  fullOf,
  getOrMake,
  MoveSlots,
  occupy,
  release,
  type Slot,
  type SlotHost,
  type SlotLimits,
} from './move-slots.ts';

/** A move for the queue. */
export interface QueueMove extends Ends {
  vmId: string | null; // null: the VM no longer exists, and has no order
  memoryMiB: number; // the memory that a host must hold for it
}

/** A host for the queue. */
export interface QueueHost extends SlotHost {
  freeMiB?: number; // beside all moves that have slots; left out: memory is not checked
}

/** What keeps a move from starting. Facts: retry-at: seconds; limits: limit, and host or network. */
export interface Held {
  readonly code: FullCode | 'retry-at' | 'run-order' | 'no-memory-yet';
  readonly facts: Facts;
}

interface QueueInput<Move> {
  limits: SlotLimits;
  hosts: readonly QueueHost[];
  active?: readonly Move[]; // they have their places
  waiting: readonly Move[]; // in their order
  /** When a move may be (re)tried, in ms from now; left out: immediately. */
  dueInMs?: (move: Move) => number;
}

interface HostMemory {
  freeMiB: number;
  promisedMiB: number; // to waiting moves, in this pass
}

interface Entry<Move> {
  readonly move: Move;
  readonly slots: readonly Slot[]; // of its source first
  readonly vm: { active: number; metInPass: number }; // moves of it that have started; the last pass that met one
  readonly source: HostMemory;
  readonly destination: HostMemory;
  readonly dueInMs: number;
  hasSlots: boolean;
}

const RUN_ORDER: Held = { code: 'run-order', facts: {} };
const NO_MEMORY: Held = { code: 'no-memory-yet', facts: {} };

/**
 * Which moves may start, and why others may not yet: in the order of the moves, each as soon as every limit has a
 * free slot, and its destination has free memory beside those before it. A move that cannot start does not block
 * those behind it, except a later move of the same VM. Checking a move costs a few additions, because all moves are
 * checked again after each that ends.
 */
export class Queue<Move extends QueueMove> {
  private readonly slots: MoveSlots;
  private readonly entries: ReadonlyMap<Move, Entry<Move>>;
  private readonly memoryOfHosts = new Map<string, HostMemory>();
  private readonly waitingAt = new Map<Slot, number>(); // waiting moves, by the limit of their source
  private pending: Entry<Move>[];
  private passes = 0;

  constructor({ limits, hosts, active = [], waiting, dueInMs = () => 0 }: QueueInput<Move>) {
    this.slots = new MoveSlots(limits, hosts);
    for (const { id, freeMiB = Number.POSITIVE_INFINITY } of hosts)
      this.memoryOfHosts.set(id, { freeMiB, promisedMiB: 0 });
    const vms = new Map<string, Entry<Move>['vm']>();
    const entryOf = (move: Move): Entry<Move> => ({
      move,
      slots: this.slots.of(move),
      vm: move.vmId === null ? newVm() : getOrMake(vms, move.vmId, newVm),
      source: this.memoryOf(move.fromHostId),
      destination: this.memoryOf(move.toHostId),
      dueInMs: dueInMs(move),
      hasSlots: false,
    });
    const begun = active.map(entryOf);
    this.pending = waiting.map(entryOf);
    for (const entry of this.pending) this.countAtSource(entry, 1);
    for (const entry of begun) this.take(entry);
    this.entries = new Map([...begun, ...this.pending].map((entry) => [entry.move, entry]));
  }

  /** The moves that have not started, in order. */
  get waiting(): Move[] {
    return this.pending.map(({ move }) => move);
  }

  /** Those that have their places. */
  get active(): Move[] {
    return [...this.entries.values()].filter(({ hasSlots }) => hasSlots).map(({ move }) => move);
  }

  /** Starts a pass through the moves, from the first: call `pass` or `begin` for each after `whyHeld`. */
  startPass(): void {
    this.passes++;
    for (const memory of this.memoryOfHosts.values()) memory.promisedMiB = 0;
  }

  /** What keeps the move from starting at `atMs`, with those before it in this pass counted; null: nothing. */
  whyHeld(move: Move, atMs = 0): Held | null {
    const entry = this.entries.get(move);
    return entry === undefined ? null : this.heldBy(entry, atMs);
  }

  /** The move has started: it takes its slots, unless it already has them. */
  begin(move: Move): void {
    const entry = this.entries.get(move);
    if (entry === undefined) return;
    entry.vm.metInPass = this.passes;
    if (entry.hasSlots) return;
    this.start(entry);
    this.pending = this.pending.filter((each) => each !== entry);
  }

  /** The move keeps waiting: it keeps its position, and its memory stays reserved. */
  pass(move: Move): void {
    const entry = this.entries.get(move);
    if (entry !== undefined) this.passBy(entry);
  }

  /** Starts all moves that may start at `atMs`. */
  open(atMs = 0): Move[] {
    this.startPass();
    const begun: Move[] = [];
    for (const entry of this.pending) {
      if (!this.mayAnyBegin()) break;
      if (this.heldBy(entry, atMs) === null) {
        this.start(entry);
        entry.vm.metInPass = this.passes;
        begun.push(entry.move);
      } else this.passBy(entry);
    }
    if (begun.length > 0) this.pending = this.pending.filter(({ hasSlots }) => !hasSlots);
    return begun;
  }

  /** The move has ended: its slots are free, and so is the memory at its source. */
  end(move: Move): void {
    const entry = this.entries.get(move);
    if (!entry?.hasSlots) return;
    entry.hasSlots = false;
    entry.vm.active--;
    release(entry.slots);
    entry.source.freeMiB += move.memoryMiB;
  }

  /** When the next move that waits for a retry may start, after `atMs`; infinite: none waits for that. */
  nextDueMs(atMs: number): number {
    const later = this.pending.filter(({ dueInMs }) => dueInMs > atMs).map(({ dueInMs }) => dueInMs);
    return Math.min(Number.POSITIVE_INFINITY, ...later);
  }

  private heldBy(entry: Entry<Move>, atMs: number): Held | null {
    const { slots, vm, destination, dueInMs, move } = entry;
    if (dueInMs > atMs) return { code: 'retry-at', facts: { seconds: Math.ceil((dueInMs - atMs) / 1000) } };
    if (entry.hasSlots) return null;
    if (vm.active > 0 || vm.metInPass === this.passes) return RUN_ORDER;
    const full = fullOf(slots);
    if (full !== null) return full.full;
    const isAlone = this.slots.cluster.busy === 0; // then one must start, even if memory seems to be missing
    const availableMiB = destination.freeMiB - destination.promisedMiB;
    return isAlone || move.memoryMiB <= availableMiB + 1e-6 ? null : NO_MEMORY;
  }

  /** Whether any source host of waiting moves has a free slot: if not, a pass is useless. */
  private mayAnyBegin(): boolean {
    if (this.slots.cluster.busy >= this.slots.cluster.limit) return false;
    for (const [slot, count] of this.waitingAt) if (count > 0 && slot.busy < slot.limit) return true;
    return false;
  }

  private start(entry: Entry<Move>): void {
    this.countAtSource(entry, -1);
    this.take(entry);
  }

  private take(entry: Entry<Move>): void {
    entry.hasSlots = true;
    entry.vm.active++;
    occupy(entry.slots);
    entry.destination.freeMiB -= entry.move.memoryMiB;
  }

  private passBy({ vm, destination, move }: Entry<Move>): void {
    vm.metInPass = this.passes;
    destination.promisedMiB += move.memoryMiB;
  }

  private countAtSource({ slots }: Entry<Move>, by: 1 | -1): void {
    const [source] = slots;
    if (source !== undefined) this.waitingAt.set(source, (this.waitingAt.get(source) ?? 0) + by);
  }

  private memoryOf(hostId: string): HostMemory {
    return getOrMake(this.memoryOfHosts, hostId, () => ({
      freeMiB: Number.POSITIVE_INFINITY,
      promisedMiB: 0,
    }));
  }
}

const newVm = (): Entry<QueueMove>['vm'] => ({ active: 0, metInPass: -1 });
