import { type PrecopyInput, type PrecopyPrediction, predictLive, predictQuick } from './predict.ts';
import { shareLinks } from './share-links.ts';

/** One move of a run, in the run's order. */
export interface RunMove {
  vmId: string;
  fromHost: number; // an index into the hosts of the run
  toHost: number;
  memoryMiB: number; // what a host must hold for it; 0: it is stopped
  /** How memory goes with the way to itself; null: there is none to copy, and it takes `fixedSeconds`. */
  copy: (PrecopyInput & { kind: 'live' | 'quick' }) | null;
  fixedSeconds: number;
}

export interface RunHost {
  linkMiBps: number; // each way
  freeMiB: number; // before the run
  network: string | null; // that its migrations use
}

export interface RunLimits {
  movesPerHost: number; // in and out together
  movesPerCluster: number | null;
  movesPerNetwork: number | null;
  /** What the run itself adds to each move: checking it before, verifying it after. */
  overheadSeconds: number;
}

export interface MoveOutlook extends PrecopyPrediction {
  startSeconds: number; // since the run began
  bandwidthMiBps: number; // what the copy got, on average
}

export interface RunOutlook {
  seconds: number; // until the last move has ended
  transferredMiB: number;
  moves: MoveOutlook[]; // as the moves of the run
}

interface Active {
  index: number;
  startSeconds: number;
  leftSeconds: number; // of what is no copying
  done: number; // share of the copy, 0 to 1
  transferredMiB: number;
  copySeconds: number;
  ends: boolean;
  last: PrecopyPrediction;
  rateMiBps: number;
}

const DONE = 1 - 1e-9;
const NO_TIME = 1e-9;

/**
 * A whole run: moves begin in their order as soon as limits and the destination's memory allow, and share the links of
 * their hosts fairly while they copy. A move that gets less bandwidth copies more, since the VM writes for longer; each
 * gets on by 1 / (what it would take at its present bandwidth) a second.
 */
export function predictRun(
  moves: readonly RunMove[],
  hosts: readonly RunHost[],
  limits: RunLimits,
): RunOutlook {
  const outlooks = new Map<number, MoveOutlook>();
  const gate = new Gate(moves, hosts, limits);
  let active: Active[] = [];
  let now = 0;
  for (;;) {
    const started = gate.open(active.length === 0);
    active.push(...started.map((index) => begin(moves, index, now, limits)));
    if (active.length === 0) break;
    giveRates(active, moves, hosts);
    const step = Math.min(...active.map((move) => secondsToChange(move, copyOf(moves, move.index))));
    for (const move of active) advance(move, copyOf(moves, move.index), step);
    now += step;
    for (const move of active.filter((each) => isOver(each, copyOf(moves, each.index)))) {
      outlooks.set(move.index, sumUp(move, now, limits));
      gate.close(move.index);
    }
    active = active.filter((move) => !outlooks.has(move.index));
  }
  const all = moves.map((_, index) => outlooks.get(index) as MoveOutlook);
  return {
    seconds: now,
    transferredMiB: all.reduce((sum, move) => sum + move.transferredMiB, 0),
    moves: all,
  };
}

const copyOf = (moves: readonly RunMove[], index: number) => moves[index]?.copy ?? null;

const NOTHING: PrecopyPrediction = {
  converges: true,
  seconds: 0,
  downtimeMs: 0,
  rounds: 0,
  transferredMiB: 0,
  restMiB: 0,
};

function begin(
  moves: readonly RunMove[],
  index: number,
  startSeconds: number,
  { overheadSeconds }: RunLimits,
): Active {
  const leftSeconds = (moves[index]?.fixedSeconds ?? 0) + overheadSeconds;
  const still = { done: 0, transferredMiB: 0, copySeconds: 0, ends: true, rateMiBps: 0 };
  return { index, startSeconds, leftSeconds, ...still, last: NOTHING };
}

/** The share of the links that each copy gets from now on, and how it would go at that. */
function giveRates(active: readonly Active[], moves: readonly RunMove[], hosts: readonly RunHost[]): void {
  const copying = active.filter((move) => isCopying(move, copyOf(moves, move.index)));
  const flows = copying.map(({ index }) => ({
    from: moves[index]?.fromHost ?? 0,
    to: moves[index]?.toHost ?? 0,
    capMiBps: moves[index]?.copy?.bandwidthMiBps ?? null,
  }));
  const rates = shareLinks(
    flows,
    hosts.map(({ linkMiBps }) => linkMiBps),
  );
  copying.forEach((move, i) => {
    const copy = copyOf(moves, move.index);
    const rate = rates[i] ?? 0;
    if (copy === null || rate === move.rateMiBps) return;
    move.rateMiBps = rate;
    const input = { ...copy, bandwidthMiBps: rate, fixedSeconds: 0 };
    move.last = copy.kind === 'quick' ? predictQuick(input) : predictLive(input);
    move.ends &&= move.last.converges;
  });
}

const isCopying = (move: Active, copy: RunMove['copy']): boolean =>
  copy !== null && move.leftSeconds <= NO_TIME;
const isOver = (move: Active, copy: RunMove['copy']): boolean =>
  move.leftSeconds <= NO_TIME && (copy === null || move.done >= DONE);

function secondsToChange(move: Active, copy: RunMove['copy']): number {
  return isCopying(move, copy) ? (1 - move.done) * move.last.seconds : move.leftSeconds;
}

function advance(move: Active, copy: RunMove['copy'], seconds: number): void {
  if (!isCopying(move, copy)) {
    move.leftSeconds -= seconds;
    return;
  }
  const share = move.last.seconds > NO_TIME ? Math.min(1 - move.done, seconds / move.last.seconds) : 1;
  move.done += share;
  move.transferredMiB += share * move.last.transferredMiB;
  move.copySeconds += seconds;
}

function sumUp(move: Active, now: number, { overheadSeconds }: RunLimits): MoveOutlook {
  const { copySeconds, transferredMiB, last } = move;
  return {
    ...last,
    converges: move.ends,
    startSeconds: move.startSeconds,
    seconds: now - move.startSeconds - overheadSeconds,
    transferredMiB,
    bandwidthMiBps: copySeconds > NO_TIME ? transferredMiB / copySeconds : 0,
  };
}

/** Who may begin: as the run decides it, in the moves' order, with all that comes before counted on both hosts. */
class Gate {
  private readonly waiting: number[];
  private readonly running = new Set<number>();
  private readonly freeMiB: number[];

  constructor(
    private readonly moves: readonly RunMove[],
    private readonly hosts: readonly RunHost[],
    private readonly limits: RunLimits,
  ) {
    this.waiting = moves.map((_, index) => index);
    this.freeMiB = hosts.map((host) => host.freeMiB);
  }

  /** Begins what may begin. `mustMove`: nothing else runs, so the first begins though memory seems to be missing. */
  open(mustMove: boolean): number[] {
    const started: number[] = [];
    const promised = this.hosts.map(() => 0);
    const ahead = new Set<string>();
    for (const index of this.running) ahead.add(this.moves[index]?.vmId ?? '');
    for (const index of [...this.waiting]) {
      const move = this.moves[index];
      if (move === undefined) continue;
      const room = (this.freeMiB[move.toHost] ?? 0) - (promised[move.toHost] ?? 0);
      const fits = move.memoryMiB <= room + 1e-6 || (mustMove && started.length === 0);
      if (fits && !ahead.has(move.vmId) && this.isFree(move)) {
        this.running.add(index);
        this.waiting.splice(this.waiting.indexOf(index), 1);
        this.freeMiB[move.toHost] = (this.freeMiB[move.toHost] ?? 0) - move.memoryMiB;
        started.push(index);
      } else promised[move.toHost] = (promised[move.toHost] ?? 0) + move.memoryMiB;
      ahead.add(move.vmId);
    }
    return started;
  }

  close(index: number): void {
    this.running.delete(index);
    const move = this.moves[index];
    if (move) this.freeMiB[move.fromHost] = (this.freeMiB[move.fromHost] ?? 0) + move.memoryMiB;
  }

  private isFree(move: RunMove): boolean {
    const { movesPerHost, movesPerCluster, movesPerNetwork } = this.limits;
    const running = [...this.running].flatMap((index) => this.moves[index] ?? []);
    if (movesPerCluster !== null && running.length >= movesPerCluster) return false;
    const ends = [move.fromHost, move.toHost];
    const isHostFull = ends.some(
      (host) =>
        running.filter((each) => each.fromHost === host || each.toHost === host).length >= movesPerHost,
    );
    if (isHostFull) return false;
    if (movesPerNetwork === null) return true;
    const networksOf = (each: RunMove): (string | null | undefined)[] =>
      [each.fromHost, each.toHost].map((host) => this.hosts[host]?.network);
    const wanted = new Set(networksOf(move).filter((network) => network != null));
    return [...wanted].every(
      (network) => running.filter((each) => networksOf(each).includes(network)).length < movesPerNetwork,
    );
  }
}
