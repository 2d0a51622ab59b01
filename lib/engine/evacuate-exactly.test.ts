import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan } from '../check/check-plan.ts';
import type { Snapshot, SnapshotHost, SnapshotInput, SnapshotVm } from '../model/snapshot.ts';
import { planEvacuationOf } from './evacuate.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

const anyHost = fc.record({
  slackGib: fc.integer({ min: -2, max: 5 }),
  networks: fc.subarray(['m', 'n', 'o'], { minLength: 1 }),
  rack: fc.constantFrom(undefined, 'r1', 'r2'),
});

/** More free memory on each host, for each further host that is emptied. */
const EXTRA_GIB = 3;

/** The usual value in four of five cases. */
const mostly = <T>(usual: T, other: T) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(other) });

const anyVm = fc.record({
  at: fc.nat(),
  gib: fc.integer({ min: 1, max: 6 }),
  network: fc.nat({ max: 5 }), // index into the networks of its host; an index past the end means no network
  isFixed: mostly(false, true),
  state: mostly<'running' | 'stopped'>('running', 'stopped'),
});

const anyRule = fc.record({
  kind: fc.constantFrom('apart' as const, 'apart' as const, 'together' as const, 'spreadRacks' as const),
  members: fc.uniqueArray(fc.nat({ max: 10 }), { minLength: 2, maxLength: 3 }),
});

/**
 * Crowded clusters of three to five hosts, of which the first are to be emptied. Little memory is free, or less than nothing.
 * The largest VM fits nowhere at first, and networks limit which VMs can change places. No rule is broken in the beginning.
 */
const anyCrowd = (emptied: number): fc.Arbitrary<Snapshot> =>
  fc
    .record({
      hosts: fc.array(anyHost, { minLength: 3, maxLength: 5 }),
      vms: fc.array(anyVm, { minLength: 5, maxLength: 9 }),
      rules: fc.array(anyRule, { maxLength: 2 }),
    })
    .map(({ hosts, vms, rules }) => {
      const placed = vms.map(({ at, gib, network, isFixed, state }, i) => {
        const h = at % hosts.length;
        const networks = hosts[h]?.networks.slice(network, network + 1);
        const localDevices = isFixed && h >= emptied ? ['gpu-0'] : [];
        const own = { memoryMiB: gib * 1024, networks, localDevices, state, demand: { cpuMhz: 9 } };
        return vm(`v${i}`, `h${h}`, own);
      });
      const heldMiB = (id: string) =>
        placed.reduce((sum, v) => sum + (v.hostId === id && v.state !== 'stopped' ? v.memoryMiB : 0), 0);
      const input: SnapshotInput = {
        hosts: hosts.map(({ slackGib, ...more }, h) =>
          host(`h${h}`, {
            memoryMiB: Math.max(1024, heldMiB(`h${h}`) + (slackGib + EXTRA_GIB * (emptied - 1)) * 1024),
            ...more,
          }),
        ),
        vms: placed,
      };
      return snapshotOf({ ...input, rules: keptRules(input, rules) });
    })
    .filter((snapshot) => isNearlyFull(snapshot, emptied));

function isNearlyFull({ hosts, vms }: Snapshot, emptied: number): boolean {
  const heldMiB = ({ state, memoryMiB }: SnapshotVm) => (state === 'stopped' ? 0 : memoryMiB);
  const on = (hostId: string) => vms.filter((each) => each.hostId === hostId).map(heldMiB);
  const free = hosts.map(({ id, memoryMiB }) => memoryMiB - on(id).reduce((a, b) => a + b, 0));
  const leaving = hosts.slice(0, emptied).flatMap(({ id }) => on(id));
  return Math.max(0, ...leaving) > Math.max(...free.slice(emptied));
}

/** Rules that are kept by the initial placement. Each VM is in one rule at most. */
function keptRules(
  { hosts, vms }: SnapshotInput,
  drawn: readonly { kind: 'apart' | 'together' | 'spreadRacks'; members: readonly number[] }[],
): SnapshotInput['rules'] {
  const ruled = new Set<string>();
  return drawn.flatMap(({ kind, members }, i) => {
    const own = vms.filter(({ id }) => members.includes(Number(id.slice(1))) && !ruled.has(id));
    const places = own.map(({ hostId }) => hostId);
    const racks = places.map((hostId) => hosts.find(({ id }) => id === hostId)?.rack);
    const isKept =
      kind === 'together'
        ? new Set(places).size === 1
        : kind === 'apart'
          ? new Set(places).size === places.length
          : racks.every((rack) => rack !== undefined) && new Set(racks).size === racks.length;
    if (own.length < 2 || !isKept) return [];
    for (const { id } of own) ruled.add(id);
    return [{ id: `r${i}`, kind, vmIds: own.map(({ id }) => id) }];
  });
}

/** VMs that move together, and their host. */
interface Piece {
  readonly vms: readonly SnapshotVm[];
  readonly gib: number;
  readonly home: number;
}

function piecesOf({ vms, rules, hosts }: Snapshot): Piece[] {
  const groups = new Map<string, SnapshotVm[]>();
  for (const each of vms) {
    const rule = rules.find(({ kind, vmIds }) => kind === 'together' && vmIds.includes(each.id));
    const key = rule?.id ?? each.id;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => ({
    vms: group,
    gib: group.reduce((sum, { state, memoryMiB }) => sum + (state === 'stopped' ? 0 : memoryMiB / 1024), 0),
    home: hosts.findIndex(({ id }) => id === group[0]?.hostId),
  }));
}

/**
 * The fewest moves of VMs that empty the first hosts one move at a time. It tries every move from every placement that can be
 * reached, and nothing moves onto a host that is emptied. Infinity if they cannot be emptied.
 */
function minMovesToEmpty(snapshot: Snapshot, emptied: number): number {
  const pieces = piecesOf(snapshot);
  const layers: number[][][] = [[pieces.map(({ home }) => home)]]; // by number of moves
  const done = new Set<string>();
  for (let moves = 0; moves < layers.length; moves++) {
    for (const places of layers[moves] ?? []) {
      if (places.every((place) => place >= emptied)) return moves;
      if (done.has(places.join())) continue;
      done.add(places.join());
      for (const { next, cost } of stepsFrom(snapshot, pieces, { places, emptied })) {
        while (layers.length <= moves + cost) layers.push([]);
        layers[moves + cost]?.push(next);
      }
    }
  }
  return Number.POSITIVE_INFINITY;
}

function stepsFrom(
  snapshot: Snapshot,
  pieces: readonly Piece[],
  { places, emptied }: { places: readonly number[]; emptied: number },
) {
  return pieces.flatMap((piece, p) =>
    [...snapshot.hosts.keys()]
      .filter((to) => to >= emptied && to !== places[p] && mayMove(snapshot, pieces, places, p, to))
      .map((to) => ({ next: places.with(p, to), cost: piece.vms.length })),
  );
}

function mayMove(
  { hosts, rules }: Snapshot,
  pieces: readonly Piece[],
  places: readonly number[],
  moving: number,
  to: number,
): boolean {
  const piece = pieces[moving] as Piece;
  const target = hosts[to] as SnapshotHost;
  const isFree = piece.vms.every(
    ({ localDevices, networks }) =>
      localDevices.length === 0 && networks.every((name) => target.networks?.includes(name) ?? true),
  );
  const held = pieces.reduce((sum, { gib }, p) => sum + (places[p] === to ? gib : 0), 0);
  const fits = piece.gib === 0 || held + piece.gib <= target.memoryMiB / 1024;
  return isFree && fits && rules.every((rule) => keeps(rule, { hosts, pieces, places, piece, target }));
}

function keeps(
  { kind, vmIds }: Snapshot['rules'][number],
  state: {
    hosts: readonly SnapshotHost[];
    pieces: readonly Piece[];
    places: readonly number[];
    piece: Piece;
    target: SnapshotHost;
  },
): boolean {
  const { hosts, pieces, places, piece, target } = state;
  const isOf = ({ vms }: Piece) => vms.some(({ id }) => vmIds.includes(id));
  if (kind === 'together' || !isOf(piece)) return true;
  const others = pieces.flatMap((other, p) =>
    other !== piece && isOf(other) ? [hosts[places[p] ?? 0] as SnapshotHost] : [],
  );
  if (kind === 'apart') return !others.includes(target);
  const from = hosts[places[pieces.indexOf(piece)] ?? 0];
  if (target.rack === undefined || target.rack === from?.rack) return true;
  const racks = new Set(hosts.flatMap(({ rack }) => rack ?? []));
  return others.filter(({ rack }) => rack === target.rack).length < Math.ceil(vmIds.length / racks.size);
}

describe('planEvacuationOf, against every placement of a small cluster', { timeout: 120_000 }, () => {
  it.each([
    ['a host', 1],
    ['two hosts together', 2],
  ] as const)('empties %s if any order of moves does, and otherwise proves that none does', (_, emptied) => {
    const hostIds = ['h0', 'h1'].slice(0, emptied);
    const found = { possible: 0, impossible: 0 };
    fc.assert(
      fc.property(anyCrowd(emptied), (snapshot) => {
        const least = minMovesToEmpty(snapshot, emptied);
        found[least < Number.POSITIVE_INFINITY ? 'possible' : 'impossible']++;
        const plan = planEvacuationOf(snapshot, policyOf(), hostIds);
        expect(checkPlan(snapshot, plan, policyOf(), hostIds)).toEqual([]);
        expect(plan.complete).toBe(least < Number.POSITIVE_INFINITY);
        if (plan.complete) expect(plan.moves.length).toBeLessThanOrEqual(least + 1);
        else expectProof(snapshot, plan, hostIds);
      }),
      { numRuns: 200 * emptied ** 2, seed: 20260131 },
    );
    expect(Math.min(found.possible, found.impossible)).toBeGreaterThan(20);
  });
});

/** Expects every remaining VM to be named with the proof and the obstacle: missing memory on one host, or a rule for each host. */
function expectProof(
  snapshot: Snapshot,
  plan: ReturnType<typeof planEvacuationOf>,
  hostIds: readonly string[],
): void {
  const gone = new Set(plan.moves.map(({ vmId }) => vmId));
  const left = snapshot.vms.filter(({ id, hostId }) => hostIds.includes(hostId) && !gone.has(id));
  expect(left).not.toEqual([]);
  for (const { id } of left) {
    const own = plan.rejections.filter(({ vmId }) => vmId === id);
    expect(['no-host-left', 'no-room-on-the-way']).toContain(own[0]?.code);
    const memory = own.find(({ code }) => code === 'memory-in-pieces');
    if (memory) expect(memory.facts.needsMiB).toBeGreaterThan(Number(memory.facts.mostFreeMiB));
    const refusing = new Set(own.flatMap(({ hostId }) => hostId ?? []));
    expect(refusing.size).toBe(snapshot.hosts.length - hostIds.length);
  }
}
