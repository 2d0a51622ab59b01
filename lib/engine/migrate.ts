import { BallastError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { MigrationKind } from '../model/vm.ts';
import { type Cluster, compileCluster, vmName } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { convergence } from './constraints/convergence.ts';
import { refuseTie, tieAgainst } from './constraints/ties.ts';
import { describeMoves } from './explain.ts';
import { warningsTo, whyNotTo } from './refusals.ts';

export interface MigrationRequest {
  vmId: string;
  toHostId: string;
  /** Left out: live, if that converges. A stopped VM always moves offline. */
  kind?: 'live' | 'quick';
  /** Live although it would not converge: a person chose that, with an action for a stall. */
  mayNotConverge?: boolean;
}

/**
 * The plan for one move that a person requests. Hard rules apply: if one is broken, the plan is empty and the first
 * rejection names it. The same applies to a live migration that would not converge (a person may choose quick).
 * Thresholds only warn: the plan has the move, and a rejection `over-threshold`. Throws `vm-not-found` or
 * `host-not-found` for unknown ids.
 */
export function planMigration(snapshot: Snapshot, policy: Policy, request: MigrationRequest): Plan {
  const cluster = compileCluster(snapshot, policy, (vm) => vm.id === request.vmId);
  const { vm, host } = resolve(cluster, request);
  const placement = new Placement(cluster);
  const kind: MigrationKind = cluster.vms[vm].state === 'stopped' ? 'offline' : (request.kind ?? 'live');
  const mustConverge = kind === 'live' && !request.mayNotConverge;
  const tie = tieAgainst(cluster.vms[vm], kind);
  const refusal = whyNotAsked(placement, vm, host, mustConverge) ?? (tie && refuseTie(tie));
  const from = cluster.homeOf[vm];
  const { moves, before, after } = describeMoves(
    cluster,
    refusal ? [] : [{ vm, from, to: host, wave: 1, forVm: null }],
    {
      kindOf: () => kind,
      reasonOf: () => ({ code: 'requested', facts: {} }),
    },
  );
  const where = { vmId: request.vmId, hostId: request.toHostId };
  const rejections: Rejection[] = (refusal ? [refusal] : warningsTo(placement, vm, host)).map((r) => ({
    ...where,
    ...r,
  }));
  return { moves, complete: refusal === null, before: before.figures(), after: after.figures(), rejections };
}

function resolve(cluster: Cluster, { vmId, toHostId }: MigrationRequest): { vm: number; host: number } {
  const vm = cluster.vmIndex.get(vmId);
  if (vm === undefined) {
    throw new BallastError('vm-not-found', `the snapshot has no VM ${JSON.stringify(vmId)}`, { vm: vmId });
  }
  const host = cluster.hostIndex.get(toHostId);
  if (host === undefined) {
    throw new BallastError('host-not-found', `the snapshot has no host ${JSON.stringify(toHostId)}`, {
      host: toHostId,
    });
  }
  return { vm, host };
}

function whyNotAsked(placement: Placement, vm: number, host: number, mustConverge: boolean): Refusal | null {
  const { cluster } = placement;
  const from = cluster.homeOf[vm];
  if (from === host) return refuse('same-host', {});
  const source = cluster.hosts[from];
  if (source.state === 'offline') return refuse('host-not-online', { state: source.state });
  return (
    whyNotAlone(placement, vm, host) ??
    whyNotTo(placement, vm, host) ??
    (mustConverge ? convergence(cluster, vm, host) : null)
  );
}

/** Only one VM is requested; VMs that must stay with it would be left behind. */
export function whyNotAlone(placement: Placement, vm: number, host: number): Refusal | null {
  const { cluster } = placement;
  const rule = cluster.rules.find(
    (found) =>
      found.isMust &&
      found.rule.kind === 'together' &&
      found.members.includes(vm) &&
      found.members.some((other) => other !== vm && cluster.homeOf[other] !== host),
  );
  if (rule === undefined) return null;
  const mates = rule.members.filter((other) => other !== vm);
  // Parted already: it may join one of them.
  if (mates.some((other) => cluster.homeOf[other] === host)) return null;
  return refuse('keep-together', { rule: rule.name, otherVm: vmName(cluster, mates[0]) });
}
