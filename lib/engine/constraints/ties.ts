import type { Facts } from '../../model/errors.ts';
import { rejectionFacts } from '../../model/rejection.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import type { MigrationKind, Tie } from '../../model/vm.ts';
import type { FixedConstraint, Refusal, VmConstraint } from './constraint.ts';
import { convergence } from './convergence.ts';

/** The first tie that forbids a move of this kind; null when none does. */
export const tieAgainst = (vm: SnapshotVm, kind: MigrationKind): Tie | null =>
  vm.ties.find(({ blocks }) => blocks.includes(kind)) ?? null;

/** A tie as a refusal: its kind is the code, and its name is the fact if the code has one. */
export function refuseTie({ kind, name }: Tie): Refusal {
  const facts: Facts = rejectionFacts[kind].length > 0 ? { name } : {};
  return { code: kind, facts };
}

/**
 * A VM is tied to its host if no kind of move is left: offline for a stopped VM, live or quick for others. A VM that
 * may only move live stays if a live migration would not converge.
 */
export const ties: FixedConstraint = (cluster, vm, host) => {
  const found = cluster.vms[vm];
  if (found.ties.length === 0) return null;
  if (found.state === 'stopped') {
    const tie = tieAgainst(found, 'offline');
    return tie && refuseTie(tie);
  }
  const [live, quick] = [tieAgainst(found, 'live'), tieAgainst(found, 'quick')];
  if (quick === null) return null;
  return live === null ? convergence(cluster, vm, host) : refuseTie(live);
};

/** Balancing moves running VMs live, or not at all: people decide about a pause for the whole copy. */
export const liveOnly: VmConstraint = (cluster, vm) => {
  const found = cluster.vms[vm];
  const tie = found.state === 'stopped' ? null : tieAgainst(found, 'live');
  return tie && refuseTie(tie);
};

/** Live where that is allowed and converges, otherwise quick; a stopped VM moves offline. */
export function kindTo(cluster: Parameters<FixedConstraint>[0], vm: number, host: number): MigrationKind {
  const found = cluster.vms[vm];
  if (found.state === 'stopped') return 'offline';
  return whyQuick(cluster, vm, host) === null ? 'live' : 'quick';
}

/** Why a running VM goes to this host by quick migration; null: it goes live. */
export function whyQuick(cluster: Parameters<FixedConstraint>[0], vm: number, host: number): Refusal | null {
  const found = cluster.vms[vm];
  if (found.state === 'stopped') return null;
  const tie = tieAgainst(found, 'live');
  return tie ? refuseTie(tie) : convergence(cluster, vm, host);
}
