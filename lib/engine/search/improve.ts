import type { Placement } from '../cluster/placement.ts';
import { neighbourhoods } from './neighbourhoods.ts';
import { RelocationTable } from './relocation-table.ts';
import type { Search } from './search.ts';
import { type Step, worth } from './step.ts';

/**
 * Takes steps until none is worthwhile, or the budget is spent: single moves best first, then exchanges of two VMs
 * (single moves get stuck if CPU and memory load are anti-correlated). Considers all hosts, or only the given ones;
 * many hosts are searched one neighbourhood at a time.
 */
export function improve(search: Search, among?: Int32Array): void {
  const groups = among ? [among] : neighbourhoods(search);
  if (groups.length > 1) improveByGroups(search, groups);
  else for (const only of groups) descend(search, only);
}

/** Rounds of single moves in each group, then rounds of both, each with new groups, until one finds nothing. */
function improveByGroups(search: Search, groups: Int32Array[]): void {
  for (const hosts of groups) relocate(search, hosts);
  for (const hosts of neighbourhoods(search)) relocate(search, hosts);
  let isBetter = true;
  while (isBetter && !search.isSpent) {
    isBetter = false;
    for (const hosts of neighbourhoods(search)) {
      const found = relocate(search, hosts);
      isBetter = new Swaps(search, hosts).sweep() || found || isBetter;
    }
  }
}

/** Until no single move or exchange among these hosts is an improvement. */
function descend(search: Search, hosts: Int32Array): void {
  const swaps = new Swaps(search, hosts);
  do relocate(search, hosts);
  while (!search.isSpent && (swaps.sweep() || swaps.sweepAll()));
}

function relocate(search: Search, hosts: Int32Array): boolean {
  let isBetter = false;
  const table = new RelocationTable(search, hosts);
  for (let step = table.next(); step !== null && !search.isSpent; step = table.next()) {
    const from = search.placement.hostOf[step.unit];
    search.apply(step);
    table.refreshAfter(from, step.to);
    isBetter = true;
  }
  return isBetter;
}

/** The number of single moves that are tried if each must be checked. */
const MAX_CHECKED_MOVES = 64;

/** Single moves, best first, each only if its result is good: for placements that are hard to reach. */
export function improveWhileGood(
  search: Search,
  hosts: Int32Array,
  isGood: (placement: Placement) => boolean,
): void {
  const { hostOf } = search.placement;
  const isTaken = (step: Step) => {
    const from = hostOf[step.unit];
    search.apply(step);
    if (isGood(search.placement)) return true;
    search.shift(step.unit, from);
    return false;
  };
  const best = () =>
    Array.from(hostOf, (_, unit) => search.bestRelocation(unit, hosts, search.movesLeft))
      .filter((step) => step !== null)
      .sort((x, y) => worth(y) - worth(x) || x.unit - y.unit);
  while (!search.isSpent && best().slice(0, MAX_CHECKED_MOVES).some(isTaken));
}

/**
 * Exchanges between pairs of some hosts. A pair is evaluated again when one of its hosts has changed, and once at the
 * end.
 */
class Swaps {
  private readonly seen: Int32Array; // for each pair: how often its hosts had changed when it was last evaluated

  constructor(
    private readonly search: Search,
    private readonly hosts: Int32Array,
  ) {
    this.seen = new Int32Array(hosts.length * hosts.length).fill(-1);
  }

  /**
   * Evaluates all pairs, changed or not, because the gain of an exchange also depends a little on the other hosts.
   */
  sweepAll(): boolean {
    this.seen.fill(-1);
    return this.sweep();
  }

  /** Takes the best exchanges, at most one for each host. False: there is none. */
  sweep(): boolean {
    const { search } = this;
    const used = new Set<number>();
    for (const { a, b } of this.candidates()) {
      if (used.has(a) || used.has(b)) continue;
      const step = search.bestSwap(a, b, search.movesLeft);
      if (step === null) continue;
      search.apply(step);
      used.add(a).add(b);
    }
    return used.size > 0;
  }

  /** Pairs with a worthwhile exchange, the best first. */
  private candidates(): { a: number; b: number; step: Step }[] {
    const { search, hosts, seen } = this;
    const found: { a: number; b: number; step: Step }[] = [];
    for (let i = 0; i < hosts.length && !search.isSpent; i++) {
      for (let j = i + 1; j < hosts.length; j++) {
        const [a, b] = [hosts[i], hosts[j]];
        const changes = search.changes[a] + search.changes[b];
        if (seen[i * hosts.length + j] === changes) continue;
        seen[i * hosts.length + j] = changes;
        if (search.potential(a, b) <= search.limits.leastGain) continue;
        const step = search.bestSwap(a, b, search.movesLeft);
        if (step) found.push({ a, b, step });
      }
    }
    return found.sort((x, y) => worth(y.step) - worth(x.step) || x.a - y.a || x.b - y.b);
  }
}
