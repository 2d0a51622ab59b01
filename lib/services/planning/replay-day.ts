import { figures } from '../../engine/figures.ts';
import { planSteadily } from '../../engine/plan-steadily.ts';
import { relieves } from '../../model/automation.ts';
import { isOpen } from '../../model/calendar.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';

/** What VMs used before now, in equal steps. */
export interface PastDemand {
  at: readonly number[]; // the beginning of each step, in ms, ascending
  stepSeconds: number;
  cores: ReadonlyMap<string, readonly (number | null)[]>; // by VM id: the mean of each step; null: not measured
}

/** What would have come of a policy over the measured time. */
export interface DayFigures {
  moves: number;
  overloadedHostMinutes: number; // by the thresholds of the policy itself
  meanSpread: number;
}

const HOUR_MS = 3_600_000;

/**
 * What a policy would have done from now's placement with the CPU demand of the measured time; memory is as now. Moves are
 * done at once, so the figures compare policies, and forecast nothing. Mode `suggest`: as if each suggestion was approved
 * at once. The same input gives the same figures.
 */
export function replayDay(
  { snapshot, policy }: { snapshot: Snapshot; policy: Policy },
  past: PastDemand,
): DayFigures {
  const day = new Day(snapshot, policy, past);
  for (const index of past.at.keys()) day.advance(index);
  return day.figures();
}

/** A move that makes room is one that a relieving move needs. */
const isUrgent = (move: PlannedMove): boolean => relieves(move) || move.reason.code === 'make-room';

class Day {
  private vms: readonly SnapshotVm[];
  private readonly mhzOfCore: ReadonlyMap<string, number>;
  private readonly begun: number[] = []; // the times of moves
  private wantedSince: number | null = null;
  private overloadedSteps = 0;
  private spreads = 0;

  constructor(
    private readonly start: Snapshot,
    private readonly policy: Policy,
    private readonly past: PastDemand,
  ) {
    this.vms = start.vms.map((vm) => ({ ...vm, lastMigratedAt: undefined }));
    this.mhzOfCore = new Map(start.hosts.map((host) => [host.id, host.cpuMhz / (host.cpuCores ?? 1)]));
  }

  advance(index: number): void {
    const at = this.past.at[index] ?? 0;
    const snapshot = this.snapshotOf(index, new Date(at));
    const { overloadedHosts, spread } = figures(snapshot, this.policy);
    this.overloadedSteps += overloadedHosts;
    this.spreads += spread;
    if (this.policy.mode === 'off') return;
    const { moves } = planSteadily(snapshot, this.usualOf(index), this.policy).plan;
    if (moves.length === 0) this.wantedSince = null;
    else this.wantedSince ??= at;
    if (this.wantedSince === null || at - this.wantedSince < this.policy.holdSeconds * 1000) return;
    this.carryOut(this.mayBegin(moves, at), at);
  }

  figures(): DayFigures {
    const steps = this.past.at.length;
    return {
      moves: this.begun.length,
      overloadedHostMinutes: (this.overloadedSteps * this.past.stepSeconds) / 60,
      meanSpread: steps === 0 ? 0 : this.spreads / steps,
    };
  }

  /** The moves that the policy lets run, in their order. */
  private mayBegin(moves: readonly PlannedMove[], at: number): readonly PlannedMove[] {
    const { mode, movesPerHour } = this.policy;
    if (mode === 'suggest') return moves;
    if (!isOpen(new Date(at), this.policy)) return [];
    const wanted = mode === 'urgent' ? moves.filter(isUrgent) : moves;
    const inLastHour = this.begun.filter((began) => at - began < HOUR_MS).length;
    return movesPerHour === null ? wanted : wanted.slice(0, Math.max(0, movesPerHour - inLastHour));
  }

  private carryOut(moves: readonly PlannedMove[], at: number): void {
    const lastMigratedAt = new Date(at).toISOString();
    for (const { vmId, toHostId } of moves) {
      this.vms = this.vms.map((vm) => (vm.id === vmId ? { ...vm, hostId: toHostId, lastMigratedAt } : vm));
      this.begun.push(at);
    }
  }

  private snapshotOf(index: number, takenAt: Date): Snapshot {
    const vms = this.vms.map((vm) => {
      const cores = this.past.cores.get(vm.id)?.[index] ?? null;
      return cores === null ? vm : { ...vm, demand: { ...vm.demand, cpuMhz: cores * this.mhzOf(vm) } };
    });
    return { ...this.start, takenAt: takenAt.toISOString(), vms };
  }

  /** The average of each VM over the window of its usual demand, in MHz. */
  private usualOf(index: number): ReadonlyMap<string, number> {
    const steps = Math.max(1, Math.round(this.policy.usualDemandSeconds / this.past.stepSeconds));
    return new Map(
      this.vms.flatMap((vm): [string, number][] => {
        const window = this.past.cores.get(vm.id)?.slice(Math.max(0, index + 1 - steps), index + 1) ?? [];
        const known = window.filter((cores) => cores !== null);
        if (known.length === 0) return [];
        const sum = known.reduce((total, cores) => total + cores, 0);
        return [[vm.id, (sum / known.length) * this.mhzOf(vm)]];
      }),
    );
  }

  private mhzOf = (vm: SnapshotVm): number => this.mhzOfCore.get(vm.hostId) ?? 0;
}
