import { createTranslator } from 'use-intl/core';
import type { Fault } from '../../lib/check/faults.ts';
import type { FailureOutcome } from '../../lib/engine/reserve/survive-failure.ts';
import { withReasonWords } from '../../lib/format/refusal-reason.ts';
import type { Plan } from '../../lib/model/plan.ts';
import type { Rejection } from '../../lib/model/rejection.ts';
import type { Snapshot } from '../../lib/model/snapshot.ts';
import plan from '../../messages/en/plan.json' with { type: 'json' };
import reason from '../../messages/en/reason.json' with { type: 'json' };
import refusal from '../../messages/en/refusal.json' with { type: 'json' };
import rejection from '../../messages/en/rejection.json' with { type: 'json' };

type Translate = (key: string, facts?: Record<string, string | number>) => string;

// Codes are keys that are known at run time only, so the translator is used without its table of literal keys.
const translate: Translate = createTranslator<Record<string, never>>({
  locale: 'en',
  timeZone: 'UTC',
  messages: { plan, reason, rejection } as never,
}) as never;

/** Screens break lines, so their sentences hold figure and unit together; a terminal's are searched, with plain spaces. */
const say: Translate = (key, facts) => translate(key, facts).replaceAll(/[\u00a0\u202f]/g, ' ');

/** A code of the drivers in words. */
const reasonWords = (reason: string): string | undefined =>
  new Map(Object.entries<string>(refusal.reason)).get(reason);

/** The plan as text for people: a sentence a move, the figures before and after, and why the rest was not chosen. */
export function describePlan(
  kind: 'balance' | 'evacuate',
  snapshot: Snapshot,
  made: Plan,
  hostId?: string,
): string[] {
  const names = namesOf(snapshot);
  const waves = new Set(made.moves.map(({ wave }) => wave)).size;
  return [
    say('plan.moves', { count: made.moves.length, waves }),
    ...describeMoves(made, names),
    '',
    ...(['spread', 'peak', 'overloadedHosts'] as const).map((figure) =>
      say(`plan.figures.${figure}`, { before: made.before[figure], after: made.after[figure] }),
    ),
    made.complete ? say(`plan.complete.${kind}`) : describeRest(kind, snapshot, made, hostId),
    ...describeRejections(made, names),
  ];
}

/** One line for each fault of a plan: its place in the plan's JSON, then a sentence. */
export function describeFaults(faults: readonly Fault[]): string[] {
  return faults.map(({ path, code, facts }) => `${path}: ${say(`plan.fault.${code}`, facts)}`);
}

export const describeSoundPlan = (moves: number): string => say('plan.holds', { count: moves });

/** So many VMs with too small a gain are named one by one; --json names all. */
const MAX_NAMED_ALIKE = 5;

interface Names {
  host(id: string): string;
  vm(id: string): string;
}

function namesOf(snapshot: Snapshot): Names {
  const hosts = new Map(snapshot.hosts.map((host) => [host.id, host.name ?? host.id]));
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm.name ?? vm.id]));
  return { host: (id) => hosts.get(id) ?? id, vm: (id) => vms.get(id) ?? id };
}

function describeMoves(made: Plan, names: Names): string[] {
  let wave = 0;
  return made.moves.flatMap((move) => {
    const sentence = say(`plan.move.${move.kind}`, {
      vm: names.vm(move.vmId),
      from: names.host(move.fromHostId),
      to: names.host(move.toHostId),
      reason: say(`reason.${move.reason.code}`, move.reason.facts),
      seconds: move.predicted.seconds,
      pauseSeconds: move.predicted.downtimeMs / 1000,
    });
    const isNext = move.wave !== wave;
    wave = move.wave;
    return isNext ? ['', say('plan.wave', { wave }), `  ${sentence}`] : [`  ${sentence}`];
  });
}

function describeRest(kind: 'balance' | 'evacuate', snapshot: Snapshot, made: Plan, hostId?: string): string {
  if (kind === 'balance') return say('plan.incomplete.balance', { hosts: made.after.overloadedHosts });
  const left = new Set(snapshot.vms.filter((vm) => vm.hostId === hostId).map((vm) => vm.id));
  for (const move of made.moves) left.delete(move.vmId);
  return say('plan.incomplete.evacuate', { vms: left.size });
}

function describeRejections(made: Plan, names: Names): string[] {
  if (made.rejections.length === 0) return [];
  const isAlike = ({ vmId, hostId, code }: Rejection) =>
    vmId !== undefined && hostId === undefined && code === 'gain-too-small';
  const alike = made.rejections.filter(isAlike).length;
  const listed =
    alike > MAX_NAMED_ALIKE ? made.rejections.filter((rejection) => !isAlike(rejection)) : made.rejections;
  const lines = listed.map((rejection) => describeRejection(rejection, names));
  if (listed !== made.rejections) lines.push(`  ${say('plan.because.many', { count: alike })}`);
  return ['', say('plan.notChosen'), ...lines];
}

function describeRejection({ vmId, hostId, code, facts }: Rejection, names: Names): string {
  const why = say(`rejection.${code}`, withReasonWords(code, facts, reasonWords));
  const about =
    vmId !== undefined ? (hostId !== undefined ? 'both' : 'vm') : hostId !== undefined ? 'host' : 'plan';
  return `  ${say(`plan.because.${about}`, { why, vm: names.vm(vmId ?? ''), host: names.host(hostId ?? '') })}`;
}

/** Which hosts could fail, why the others could not, and how many more VMs would fit, if that was asked. */
export function describeReserve(
  snapshot: Snapshot,
  failures: readonly FailureOutcome[],
  { moreMiB, moreVms }: { moreMiB: number | undefined; moreVms: number | null },
): string[] {
  const names = namesOf(snapshot);
  const short = failures.filter(({ verdict }) => verdict !== 'found');
  return [
    say(short.length === 0 ? 'plan.reserve.survived' : 'plan.reserve.overCommitted', {
      hosts: failures.length,
      short: short.length,
    }),
    ...short.flatMap(({ hostIds, starts, leftIds, rejections }) => [
      '',
      say('plan.reserve.host', {
        host: hostIds.map(names.host).join(', '),
        left: leftIds.length,
        vms: leftIds.length + starts.length,
      }),
      ...rejections.map((rejection) => describeRejection(rejection, names)),
    ]),
    ...(moreMiB === undefined || moreVms === null
      ? []
      : ['', say('plan.reserve.more', { count: moreVms, memoryMiB: moreMiB })]),
  ];
}
