import type { HostMeasures, VmMeasures } from '../../../lib/model/measures.ts';
import { Random } from '../instances/random.ts';

const DAY_MS = 86_400_000;
const HALF_HOUR_MS = 1_800_000;

/**
 * What a VM or host measures over time: noise that is correlated from sample to sample, on a daily curve, with bursts. Every
 * measure changes, so nothing is cheaper to store than in a real data centre: one object in three is idle, the others are busy.
 */
export class NoisyObject {
  private readonly random: Random;
  private readonly levels: number[];
  private readonly phase: number;
  private readonly activity: number;
  private writes = { at: Number.NEGATIVE_INFINITY, value: 0 };
  private memoryMiB: number;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.levels = new Array<number>(8).fill(0);
    this.phase = this.random.next();
    this.activity = this.random.next() < 1 / 3 ? 0.05 : 0.2 + this.random.next();
    this.memoryMiB = 1024 + this.random.next() * 15_000;
  }

  vmAt(ms: number): VmMeasures {
    const busy = this.busyAt(ms);
    return {
      cores: busy * 2 * this.wave(0, 0.3),
      readyCores: busy * 0.02 * this.wave(1, 0.8),
      memoryUsedMiB: this.memory(),
      balloonMiB: 16_384,
      swapMiBps: this.random.next() < 0.01 ? this.random.next() * 4 : 0,
      diskReadMiBps: busy * 1.5 * this.wave(2, 1),
      diskWriteMiBps: busy * 2.5 * this.wave(3, 0.7),
      networkInMiBps: busy * 1.2 * this.wave(4, 0.5),
      networkOutMiBps: busy * 2 * this.wave(5, 0.5),
      dirtyMiBps: this.writesAt(ms, busy),
    };
  }

  hostAt(ms: number): HostMeasures {
    const busy = this.busyAt(ms);
    return {
      cpuUse: Math.min(1, 0.4 * busy * this.wave(0, 0.1)),
      cpuPressure: Math.min(1, 0.02 * busy * this.wave(1, 0.8)),
      memoryUsedMiB: this.memory() * 20,
      swapUsedMiB: 512,
      hugePagesUsedMiB: 65_536,
      diskReadMiBps: 20 * busy * this.wave(2, 0.5),
      diskWriteMiBps: 30 * busy * this.wave(3, 0.4),
      networkInMiBps: 25 * busy * this.wave(4, 0.3),
      networkOutMiBps: 30 * busy * this.wave(5, 0.3),
      cpuLoad: 0.4 * busy * this.wave(6, 0.05),
      memoryLoad: 0.6 + 0.01 * this.wave(7, 0.2),
    };
  }

  private busyAt(ms: number): number {
    return this.activity * (1 + 0.5 * Math.sin(2 * Math.PI * (ms / DAY_MS + this.phase)));
  }

  /** A factor around 1, of which a sample keeps 70 % of the deviation of the one before; `spread` is its size. */
  private wave(index: number, spread: number): number {
    const noise = 0.5 * this.random.normal();
    const level = 0.7 * (this.levels[index] ?? 0) + noise;
    this.levels[index] = level;
    return Math.exp(spread * level);
  }

  private memory(): number {
    this.memoryMiB += (this.random.next() - 0.5) * 12;
    return this.memoryMiB;
  }

  /** Page sampling is done each half hour. */
  private writesAt(ms: number, busy: number): number {
    if (ms - this.writes.at >= HALF_HOUR_MS) this.writes = { at: ms, value: busy * 12 * this.random.next() };
    return this.writes.value;
  }
}
