import type { RunHost, RunLimits, RunMove } from './run.ts';

/**
 * Who may begin: as the run decides it, in the moves' order, with all that comes before counted on both hosts. Each end of a
 * move opens it anew, so a look at a move costs a few additions and nothing more.
 */
export class RunGate {
  private waiting: readonly number[];
  private readonly freeMiB: number[];
  private readonly promisedMiB: Float64Array; // to moves that wait, in this opening
  private readonly vmOf: Int32Array; // numbers VMs, by move
  private readonly runningOfVm: Int32Array;
  private readonly metInOpening: Int32Array; // by VM: the last opening that met a move of it
  private readonly running = { all: 0, ofHost: new Counts<number>(), ofNetwork: new Counts<string>() };
  private readonly waitingFrom = new Counts<number>(); // by source host
  private opening = 0;

  constructor(
    private readonly moves: readonly RunMove[],
    private readonly hosts: readonly RunHost[],
    private readonly limits: Omit<RunLimits, 'overheadSeconds'>,
  ) {
    this.waiting = moves.map((_, index) => index);
    this.freeMiB = hosts.map((host) => host.freeMiB);
    this.promisedMiB = new Float64Array(hosts.length);
    const numbers = new Map(
      [...new Set(moves.map(({ vmId }) => vmId))].map((vmId, number) => [vmId, number]),
    );
    this.vmOf = Int32Array.from(moves, ({ vmId }) => numbers.get(vmId) ?? 0);
    for (const { fromHost } of moves) this.waitingFrom.add(fromHost, 1);
    this.runningOfVm = new Int32Array(numbers.size);
    this.metInOpening = new Int32Array(numbers.size);
  }

  /** Begins what may begin. `mustMove`: nothing else runs, so the first begins though memory seems to be missing. */
  open(mustMove: boolean): number[] {
    const started: number[] = [];
    const kept: number[] = [];
    this.promisedMiB.fill(0);
    this.opening++;
    let looked = 0;
    for (let isOpen = this.mayAnyBegin(); isOpen && looked < this.waiting.length; looked++) {
      const index = this.waiting[looked] as number;
      if (this.mayBegin(index, mustMove && started.length === 0)) {
        this.begin(index);
        started.push(index);
        isOpen = this.mayAnyBegin();
      } else {
        kept.push(index);
        const { toHost, memoryMiB } = this.moves[index] as RunMove;
        this.promisedMiB[toHost] = (this.promisedMiB[toHost] ?? 0) + memoryMiB;
      }
      this.metInOpening[this.vmOf[index] as number] = this.opening;
    }
    this.waiting = [...kept, ...this.waiting.slice(looked)];
    return started;
  }

  close(index: number): void {
    const move = this.moves[index];
    if (move === undefined) return;
    this.count(index, -1);
    this.freeMiB[move.fromHost] = (this.freeMiB[move.fromHost] ?? 0) + move.memoryMiB;
  }

  /** Whether a host that moves wait to leave has a place for one more: without, there is nothing to look through. */
  private mayAnyBegin(): boolean {
    const { movesPerHost, movesPerCluster } = this.limits;
    if (movesPerCluster !== null && this.running.all >= movesPerCluster) return false;
    return this.waitingFrom.keys().some((host) => this.running.ofHost.of(host) < movesPerHost);
  }

  private mayBegin(index: number, isMemoryFree: boolean): boolean {
    const { toHost, memoryMiB } = this.moves[index] as RunMove;
    const vm = this.vmOf[index] as number;
    if (this.metInOpening[vm] === this.opening || (this.runningOfVm[vm] as number) > 0) return false;
    const roomMiB = (this.freeMiB[toHost] ?? 0) - (this.promisedMiB[toHost] ?? 0);
    return (isMemoryFree || memoryMiB <= roomMiB + 1e-6) && this.isWithinLimits(index);
  }

  private isWithinLimits(index: number): boolean {
    const { movesPerHost, movesPerCluster, movesPerNetwork } = this.limits;
    const { fromHost, toHost } = this.moves[index] as RunMove;
    const { all, ofHost, ofNetwork } = this.running;
    if (movesPerCluster !== null && all >= movesPerCluster) return false;
    if (ofHost.of(fromHost) >= movesPerHost || ofHost.of(toHost) >= movesPerHost) return false;
    return (
      movesPerNetwork === null ||
      this.networksOf(index).every((network) => ofNetwork.of(network) < movesPerNetwork)
    );
  }

  private begin(index: number): void {
    const { fromHost, toHost, memoryMiB } = this.moves[index] as RunMove;
    this.count(index, 1);
    this.waitingFrom.add(fromHost, -1);
    this.freeMiB[toHost] = (this.freeMiB[toHost] ?? 0) - memoryMiB;
  }

  private count(index: number, by: 1 | -1): void {
    const { fromHost, toHost } = this.moves[index] as RunMove;
    const vm = this.vmOf[index] as number;
    this.runningOfVm[vm] = (this.runningOfVm[vm] as number) + by;
    this.running.all += by;
    for (const host of new Set([fromHost, toHost])) this.running.ofHost.add(host, by);
    for (const network of this.networksOf(index)) this.running.ofNetwork.add(network, by);
  }

  /** The migration networks of both ends, each once. */
  private networksOf(index: number): string[] {
    const { fromHost, toHost } = this.moves[index] as RunMove;
    const networks = [this.hosts[fromHost]?.network, this.hosts[toHost]?.network];
    return [...new Set(networks.filter((network) => network != null))];
  }
}

/** How many there are of each key; keys of which there are none are not kept. */
class Counts<Key> {
  private readonly counts = new Map<Key, number>();

  of(key: Key): number {
    return this.counts.get(key) ?? 0;
  }

  add(key: Key, by: number): void {
    const count = this.of(key) + by;
    if (count === 0) this.counts.delete(key);
    else this.counts.set(key, count);
  }

  keys(): Key[] {
    return [...this.counts.keys()];
  }
}
