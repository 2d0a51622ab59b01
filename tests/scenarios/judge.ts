import type { Plan } from '../../lib/model/plan.ts';
import type { Scenario } from './scenario.ts';

/** Where every VM is after the plan has been carried out. */
export function placesAfter({ snapshot }: Scenario, plan: Plan): Map<string, string> {
  const places = new Map(snapshot.vms.map((vm) => [vm.id, vm.hostId]));
  for (const move of plan.moves) places.set(move.vmId, move.toHostId);
  return places;
}

/**
 * The differences between the plan and the scenario's expectations, one line each; empty if there are none.
 * lib/check judges whether the plan is valid and its figures are correct. This function uses only the scenario's
 * file.
 */
export function judge(scenario: Scenario, plan: Plan): string[] {
  return [
    ...judgeMoves(scenario, plan),
    ...judgePlaces(scenario, plan),
    ...judgeFigures(scenario, plan),
    ...judgeWords(scenario, plan),
  ];
}

const show = (value: unknown): string => JSON.stringify(value);

/** One line if they differ. Nothing if the scenario has no expectation. */
function differs(what: string, wanted: unknown, found: unknown): string[] {
  if (wanted === undefined || show(wanted) === show(found)) return [];
  return [`${what}: ${show(found)} instead of ${show(wanted)}`];
}

const exceeds = (what: string, most: number | undefined, found: number): string[] =>
  most === undefined || found <= most ? [] : [`${what}: ${found}, more than ${most}`];

function judgeMoves({ snapshot, expect }: Scenario, { moves, complete }: Plan): string[] {
  const moved = [...new Set(moves.map(({ vmId }) => vmId))].toSorted();
  const movedMiB = snapshot.vms
    .filter(({ id }) => moved.includes(id))
    .reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
  const kinds = Object.entries(expect.kinds ?? {});
  return [
    ...differs('complete', expect.complete, complete),
    ...differs('moves', expect.moves, moves.length),
    ...exceeds('moves', expect.maxMoves, moves.length),
    ...differs('waves', expect.waves, new Set(moves.map(({ wave }) => wave)).size),
    ...differs('moved', expect.moved, moved),
    ...exceeds('moved MiB', expect.maxMovedMiB, movedMiB),
    ...moved.filter((vmId) => expect.unmoved?.includes(vmId)).map((vmId) => `${vmId} is moved`),
    ...moves
      .filter(({ toHostId }) =>
        [...(expect.noMovesTo ?? []), ...(expect.untouchedHosts ?? [])].includes(toHostId),
      )
      .map(({ vmId, toHostId }) => `${vmId} is moved to ${toHostId}`),
    ...moves
      .filter(({ fromHostId }) => expect.untouchedHosts?.includes(fromHostId))
      .map(({ vmId, fromHostId }) => `${vmId} is moved from ${fromHostId}`),
    ...kinds.flatMap(([vmId, kind]) =>
      differs(`kind of the move of ${vmId}`, kind, moves.find((move) => move.vmId === vmId)?.kind),
    ),
  ];
}

function judgePlaces(scenario: Scenario, plan: Plan): string[] {
  const { expect } = scenario;
  const places = placesAfter(scenario, plan);
  const hostsOf = (vmIds: readonly string[]) => vmIds.map((vmId) => places.get(vmId));
  const outcome = show(
    scenario.snapshot.vms
      .filter(({ id, hostId }) => places.get(id) !== hostId)
      .map(({ id }) => [id, places.get(id)])
      .toSorted(),
  );
  const outcomes = expect.outcomes?.map((each) => show(Object.entries(each).toSorted()));
  return [
    ...(outcomes && !outcomes.includes(outcome) ? [`${outcome} is none of ${outcomes.join(' or ')}`] : []),
    ...Object.entries(expect.endsOn ?? {})
      .filter(([vmId, hosts]) => !hosts.includes(places.get(vmId) ?? ''))
      .map(([vmId, hosts]) => `${vmId} ends on ${places.get(vmId)}, not on ${hosts.join(' or ')}`),
    ...(expect.sameHost ?? [])
      .filter((vmIds) => new Set(hostsOf(vmIds)).size > 1)
      .map((vmIds) => `${vmIds} end on ${hostsOf(vmIds)}`),
    ...(expect.apart ?? [])
      .filter((vmIds) => new Set(hostsOf(vmIds)).size < vmIds.length)
      .map((vmIds) => `${vmIds} end on ${hostsOf(vmIds)}`),
  ];
}

function judgeFigures({ expect }: Scenario, { after }: Plan): string[] {
  return [
    ...exceeds('spread', expect.maxSpread, after.spread),
    ...exceeds('peak', expect.maxPeak, after.peak),
    ...differs('overloaded hosts', expect.overloadedHosts, after.overloadedHosts),
  ];
}

type Facts = Record<string, string | number>;

const hasFacts = (wanted: Facts | undefined, found: Facts): boolean =>
  Object.entries(wanted ?? {}).every(([name, value]) => found[name] === value);

function judgeWords({ expect }: Scenario, { moves, rejections }: Plan): string[] {
  const found = (wanted: NonNullable<typeof expect.rejections>[number]) =>
    rejections.some(
      ({ vmId, hostId, code, facts }) =>
        code === wanted.code &&
        vmId === wanted.vmId &&
        hostId === wanted.hostId &&
        hasFacts(wanted.facts, facts),
    );
  return [
    ...differs('why', expect.why, rejections[0]?.code),
    ...(expect.rejections ?? [])
      .filter((wanted) => !found(wanted))
      .map((wanted) => `no rejection ${show(wanted)}`),
    ...rejections
      .filter(({ code }) => expect.noRejections?.includes(code))
      .map((rejection) => `a rejection ${show(rejection)}`),
    ...(expect.reasons ?? [])
      .filter(
        (wanted) =>
          !moves.some(
            ({ vmId, reason }) =>
              (wanted.vmId ?? vmId) === vmId &&
              reason.code === wanted.code &&
              hasFacts(wanted.facts, reason.facts),
          ),
      )
      .map((wanted) => `no move with the reason ${show(wanted)}`),
  ];
}
