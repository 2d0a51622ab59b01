import type { PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { present } from '../model/present.ts';
import type { SnapshotRule } from '../model/snapshot.ts';
import { valueFor } from '../model/value-for.ts';
import { type Fault, fault } from './faults.ts';
import { heldBy, isBoundAt, memoryLimitOf, type World } from './world.ts';

/** Rounding differences in MiB of sums in another order. */
const ROUNDING_MIB = 1e-6;

/** A wave's moves with their paths in the plan. */
export interface Wave {
  readonly number: number;
  readonly moves: readonly { move: PlannedMove; path: string }[];
}

/**
 * The faults while a wave is in progress, with every moving VM counted on both hosts. Its moves may end in any order,
 * so the worst case is that none has left when all have arrived.
 */
export function checkWave(world: World, wave: Wave, policy: Policy): Fault[] {
  return [
    ...checkMemory(world, wave, policy),
    ...checkHugePages(world, wave),
    ...checkLimit(world, wave, policy.movesPerHost),
    ...world.snapshot.rules.flatMap((rule) => checkRuleInFlight(world, wave, rule)),
  ];
}

function checkMemory(world: World, wave: Wave, policy: Policy): Fault[] {
  const incoming = new Map<string, number>();
  for (const { move } of wave.moves) {
    const vm = world.vms.get(move.vmId);
    if (vm) incoming.set(move.toHostId, (incoming.get(move.toHostId) ?? 0) + heldBy(vm));
  }
  return [...incoming].flatMap(([hostId, extraMiB]) => {
    const host = world.hosts.get(hostId);
    if (!host || extraMiB === 0) return [];
    const heldMiB = world.vmsOn(hostId).reduce((sum, vm) => sum + heldBy(vm), extraMiB);
    const limitMiB = memoryLimitOf(host, policy.memoryOvercommit);
    if (heldMiB <= limitMiB + ROUNDING_MIB) return [];
    const path = wave.moves.find(({ move }) => move.toHostId === hostId)?.path ?? 'moves';
    return [
      fault(path, 'memory-exceeded', { host: world.hostLabel(hostId), wave: wave.number, heldMiB, limitMiB }),
    ];
  });
}

function checkHugePages(world: World, wave: Wave): Fault[] {
  const arrivals = wave.moves.flatMap(({ move, path }) => {
    const vm = world.vms.get(move.vmId);
    const isPooled = vm?.hugePageKiB !== undefined && vm.state !== 'stopped';
    return isPooled ? [{ pageKiB: vm.hugePageKiB ?? 0, hostId: move.toHostId, path, vm }] : [];
  });
  const seen = new Set<string>();
  return arrivals.flatMap(({ pageKiB, hostId, path }) => {
    const host = world.hosts.get(hostId);
    if (host?.hugePages === undefined || seen.has(`${pageKiB} ${hostId}`)) return [];
    seen.add(`${pageKiB} ${hostId}`);
    const held = [
      ...world.vmsOn(hostId).filter((vm) => vm.hugePageKiB === pageKiB && vm.state !== 'stopped'),
      ...arrivals.filter((one) => one.pageKiB === pageKiB && one.hostId === hostId).map(({ vm }) => vm),
    ];
    const heldMiB = held.reduce((sum, vm) => sum + vm.memoryMiB, 0);
    const limitMiB = host.hugePages.find((pool) => pool.pageKiB === pageKiB)?.totalMiB ?? 0;
    if (heldMiB <= limitMiB) return [];
    const facts = { host: world.hostLabel(hostId), wave: wave.number, pageKiB, heldMiB, limitMiB };
    return [fault(path, 'huge-pages-exceeded', facts)];
  });
}

function checkLimit(world: World, wave: Wave, limit: number): Fault[] {
  const busy = new Map<string, number>();
  for (const { move } of wave.moves) {
    for (const id of [move.fromHostId, move.toHostId]) busy.set(id, (busy.get(id) ?? 0) + 1);
  }
  return [...busy]
    .filter(([, moves]) => moves > limit)
    .map(([id, moves]) =>
      fault('moves', 'too-many-at-once', { host: world.hostLabel(id), wave: wave.number, moves, limit }),
    );
}

/** Only arrivals can break a rule; VMs that shared a host or rack before and do not move are not the plan's fault. */
function checkRuleInFlight(world: World, wave: Wave, rule: SnapshotRule): Fault[] {
  if (rule.mode !== 'must') return [];
  const arrivals = wave.moves.filter(
    ({ move }) => rule.vmIds.includes(move.vmId) && world.vms.get(move.vmId)?.state !== 'stopped',
  );
  if (rule.kind === 'apart') return arrivals.flatMap((arrival) => checkApart(world, arrivals, arrival, rule));
  if (rule.kind === 'spreadRacks') return checkRacks(world, arrivals, rule);
  return [];
}

type Arrival = Wave['moves'][number];

function checkApart(
  world: World,
  arrivals: readonly Arrival[],
  { move, path }: Arrival,
  rule: SnapshotRule,
): Fault[] {
  const other = [...new Set(rule.vmIds)].find(
    (id) =>
      id !== move.vmId &&
      ((world.place.get(id) === move.toHostId && world.vms.get(id)?.state !== 'stopped') ||
        arrivals.some((arrival) => arrival.move.vmId === id && arrival.move.toHostId === move.toHostId)),
  );
  if (other === undefined) return [];
  return [
    fault(`${path}.toHostId`, 'apart-broken', {
      rule: rule.name ?? rule.id,
      vm: world.vmLabel(move.vmId),
      otherVm: world.vmLabel(other),
      host: world.hostLabel(move.toHostId),
    }),
  ];
}

function checkRacks(world: World, arrivals: readonly Arrival[], rule: SnapshotRule): Fault[] {
  const members = [...new Set(rule.vmIds)];
  const racks = new Set(
    world.snapshot.hosts.flatMap((host) => (host.state === 'online' && host.rack ? [host.rack] : [])),
  );
  const limit = Math.ceil(members.length / racks.size);
  const rackOf = (hostId: string | undefined) => valueFor(world.hosts, hostId)?.rack;
  const entered = arrivals.filter(({ move }) => {
    const rack = rackOf(move.toHostId);
    const from = valueFor(world.hosts, world.place.get(move.vmId));
    return rack !== undefined && (rack !== from?.rack || from.state !== 'online');
  });
  return entered.flatMap(({ move, path }) => {
    const rack = present(rackOf(move.toHostId), 'rack');
    const inRack = members.filter(
      (id) =>
        (isBoundAt(world.vms.get(id), valueFor(world.hosts, world.place.get(id))) &&
          rackOf(world.place.get(id)) === rack) ||
        arrivals.some((arrival) => arrival.move.vmId === id && rackOf(arrival.move.toHostId) === rack),
    );
    if (inRack.length <= limit) return [];
    return [
      fault(`${path}.toHostId`, 'rack-full', { rule: rule.name ?? rule.id, rack, vms: inRack.length, limit }),
    ];
  });
}

/** VMs that must stay together may be separated while they move, but not end up on more hosts than at the start. */
export function checkTogether(world: World): Fault[] {
  const hostsOf = (ids: readonly string[], placeOf: (id: string) => string | undefined) =>
    new Set(
      ids.filter((id) => isBoundAt(world.vms.get(id), valueFor(world.hosts, placeOf(id)))).map(placeOf),
    );
  return world.snapshot.rules.flatMap((rule) => {
    if (rule.mode !== 'must' || rule.kind !== 'together') return [];
    const began = hostsOf(rule.vmIds, (id) => world.vms.get(id)?.hostId);
    const ended = hostsOf(rule.vmIds, (id) => world.place.get(id));
    if (ended.size <= Math.max(1, began.size)) return [];
    return [fault('moves', 'together-broken', { rule: rule.name ?? rule.id, hosts: ended.size })];
  });
}
