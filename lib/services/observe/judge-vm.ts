import type { VmObservation } from '../../model/ports.ts';
import { MAX_GUEST_REPORT_SECONDS, type VmDoubt } from '../../model/vm-doubt.ts';
import type { VmRow } from '../planning/snapshot-of.ts';
import { type JudgedCounter, judgeCounter } from './judge-counter.ts';
import { judgeValues } from './judge-values.ts';

/** What is known of a VM from its last observation. */
export type VmBefore = Pick<
  VmRow,
  | 'hostId'
  | 'state'
  | 'vcpus'
  | 'memoryMiB'
  | 'cpuSeconds'
  | 'cpuStillSince'
  | 'seenAt'
  | 'lastMigratedAt'
  | 'doubts'
>;

/** An observation in which the values that are not believed are null, with the reasons. */
export interface JudgedVm extends VmObservation {
  doubts: VmDoubt[];
  cpuStillSince: Date | null;
}

/** Where and when the VM was read. `hostCores`: those of its host; null: unknown. */
export interface VmReading {
  hostId: string;
  hostCores: number | null;
  now: Date;
  intervalSeconds: number;
}

/** The most cores that are believed. Besides its vCPUs a VM uses CPU for its devices: half as much, and one core more. */
function mostCores(vcpus: number | null, hostCores: number | null): number | null {
  const limits = [vcpus === null ? null : vcpus * 1.5 + 1, hostCores].filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Judges the values of one VM beside its last observation (null: a new VM). */
export function judgeVm(vm: VmObservation, before: VmBefore | null, reading: VmReading): JudgedVm {
  const vcpus = vm.vcpus ?? before?.vcpus ?? null;
  const memoryMiB = vm.memoryMiB ?? before?.memoryMiB ?? null;
  const own = { cores: vm.cpuCoresUsed, memoryUsedMiB: vm.memoryUsedMiB, dirtyMiBps: vm.dirtyMiBps };
  const judged = judgeValues(own, {
    cores: mostCores(vcpus, reading.hostCores),
    memoryUsedMiB: memoryMiB,
    dirtyMiBps: memoryMiB, // more would rewrite all of its memory every second
  });
  const further = vm.further && judgeValues(vm.further, { readyCores: vcpus, balloonMiB: memoryMiB });
  const counter = judgeCpuTime(vm, before, reading);
  const found = [
    ...judged.disbeliefs,
    ...(further?.disbeliefs ?? []),
    ...doubtOfCounter(counter),
    ...doubtOfReport(vm),
    ...doubtOfSource(vm),
  ];
  return {
    ...vm,
    cpuCoresUsed: counter.state === 'fine' ? judged.believed.cores : null,
    memoryUsedMiB: judged.believed.memoryUsedMiB,
    dirtyMiBps: judged.believed.dirtyMiBps,
    further: further?.believed,
    doubts: found.map(({ code, facts }) => ({
      code,
      facts,
      since: sinceOf(code, facts, before) ?? reading.now.toISOString(),
    })),
    cpuStillSince: counter.stillSince,
  };
}

/**
 * The counter is that of a process on one host: after a move, or while the VM does not run, there is nothing to compare
 * it with.
 */
function judgeCpuTime(vm: VmObservation, before: VmBefore | null, reading: VmReading): JudgedCounter {
  const isSame =
    before !== null &&
    before.hostId === reading.hostId &&
    before.state === 'running' &&
    (before.lastMigratedAt === null || before.lastMigratedAt < before.seenAt);
  const value = vm.state === 'running' && !vm.isIncoming ? vm.cpuSeconds : null;
  return judgeCounter(
    value,
    isSame
      ? { value: before.cpuSeconds, stillSince: before.cpuStillSince, at: before.seenAt }
      : { value: null, stillSince: null, at: null },
    { ...reading, isRepeated: vm.isRepeated },
  );
}

type Found = Pick<VmDoubt, 'code' | 'facts'>;

function doubtOfCounter({ state }: JudgedCounter): Found[] {
  if (state === 'stuck') return [{ code: 'stuck', facts: { measure: 'cores' } }];
  return state === 'reset' ? [{ code: 'counter-reset', facts: { measure: 'cores' } }] : [];
}

const doubtOfReport = ({ guestReportAgeSeconds: age }: VmObservation): Found[] =>
  age != null && age > MAX_GUEST_REPORT_SECONDS
    ? [{ code: 'guest-silent', facts: { measure: 'memoryUsedMiB' } }]
    : [];

const doubtOfSource = ({ lacksFigures }: VmObservation): Found[] =>
  lacksFigures ? [{ code: 'figures-missing', facts: { measure: 'cores' } }] : [];

/** Since when the same doubt has been there. */
const sinceOf = (code: string, { measure }: Found['facts'], before: VmBefore | null): string | undefined =>
  before?.doubts.find((doubt) => doubt.code === code && doubt.facts.measure === measure)?.since;
