import type { DriverError } from '../../model/errors.ts';
import type { HostAlarm } from '../../model/host-alarm.ts';
import type { HostObservation, HostReading } from '../../model/ports.ts';
import type { ClusterState, HostRow } from '../planning/snapshot-of.ts';
import { type JudgedCounter, judgeCounter } from './judge-counter.ts';
import { judgeValues } from './judge-values.ts';
import { type JudgedVm, judgeVm } from './judge-vm.ts';

/** An observation in which the values that are not believed are null, with the reasons, and all times are ours. */
export interface JudgedHost extends HostObservation {
  vms: JudgedVm[];
  cpuStillSince: Date | null;
}

export type JudgedReading = { hostId: string } & ({ observation: JudgedHost } | { error: DriverError });

/** Besides one interval, the clocks may differ by the time that a reading may take. */
const READING_SECONDS = 15;

/**
 * Judges each reading beside the previous one, which is in the rows of `state`. Values that are impossible, above
 * capacity, or derived from a counter that is stuck or was reset become null, so that they are in no load, demand or
 * sample; the reason is an alarm of the host or a doubt of the VM. The next plausible reading removes both. Pure.
 */
export function judgeReadings(
  readings: readonly HostReading[],
  { state, now }: { state: Pick<ClusterState, 'hosts' | 'vms' | 'intervalSeconds'>; now: Date },
): JudgedReading[] {
  const hosts = new Map(state.hosts.map((host) => [host.id, host]));
  const vms = new Map(state.vms.map((vm) => [vm.uuid, vm]));
  const { intervalSeconds } = state;
  return readings.map((reading): JudgedReading => {
    if (!('observation' in reading)) return reading;
    const { hostId, observation } = reading;
    const before = hosts.get(hostId) ?? null;
    const judged = judgeHost(observation, before, { now, intervalSeconds });
    const at = { hostId, hostCores: coresOf(observation, before), now, intervalSeconds };
    const seen = observation.vms.map((vm) => judgeVm(vm, vms.get(vm.uuid) ?? null, at));
    return { hostId, observation: { ...judged, vms: seen } };
  });
}

type HostBefore = Pick<HostRow, 'cpuCores' | 'cpuSeconds' | 'cpuStillSince' | 'lastSampleAt' | 'alarms'>;
type JudgedFigures = Omit<JudgedHost, 'vms'>;

const coresOf = ({ facts }: HostObservation, before: HostBefore | null): number | null =>
  facts.cpuCores >= 1 ? facts.cpuCores : (before?.cpuCores ?? null);

function judgeHost(
  observation: HostObservation,
  before: HostBefore | null,
  time: { now: Date; intervalSeconds: number },
): JudgedFigures {
  const { facts, use } = observation;
  const own = { cpuUse: use.cpuBusyFraction, memoryUsedMiB: use.memoryUsedMiB };
  const memoryMiB = facts.memoryMiB >= 1 ? facts.memoryMiB : null;
  const judged = judgeValues(own, { cpuUse: 1, memoryUsedMiB: memoryMiB });
  const further = observation.further && judgeValues(observation.further, { cpuPressure: 1 });
  const counter = judgeCounter(
    observation.cpuSeconds,
    {
      value: before?.cpuSeconds ?? null,
      stillSince: before?.cpuStillSince ?? null,
      at: before?.lastSampleAt ?? null,
    },
    { ...time, isRepeated: observation.isRepeated },
  );
  const clock = judgeClock(observation, before, time);
  const { cpuUse, memoryUsedMiB } = judged.believed;
  return {
    ...observation,
    observedAt: clock.observedAt,
    use: {
      cpuBusyFraction: counter.state !== 'fine' || cpuUse === null ? null : Math.min(1, cpuUse),
      memoryUsedMiB,
    },
    further: further?.believed,
    cpuStillSince: counter.stillSince,
    alarms: [
      ...observation.alarms,
      ...sizeAlarms(observation),
      ...[...judged.disbeliefs, ...(further?.disbeliefs ?? [])].map(
        ({ code, facts: { measure, value, most } }): HostAlarm =>
          code === 'impossible'
            ? { code: 'use-impossible', facts: { measure, value } }
            : { code: 'use-above-capacity', facts: { measure, value, most: most ?? 0 } },
      ),
      ...counterAlarms(counter),
      ...clock.alarms,
    ],
  };
}

/** Drivers report impossible sizes themselves; this is for one that does not. */
function sizeAlarms({ facts: { cpuCores, memoryMiB }, alarms }: HostObservation): HostAlarm[] {
  const isReported = (code: HostAlarm['code']): boolean => alarms.some((alarm) => alarm.code === code);
  const found: HostAlarm[] = [];
  if (!(cpuCores >= 1) && !isReported('no-cpus'))
    found.push({ code: 'no-cpus', facts: { cpuCores: cpuCores || 0 } });
  if (!(memoryMiB >= 1) && !isReported('no-memory'))
    found.push({ code: 'no-memory', facts: { memoryMiB: memoryMiB || 0 } });
  return found;
}

function counterAlarms({ state }: JudgedCounter): HostAlarm[] {
  if (state === 'stuck') return [{ code: 'counters-stuck', facts: {} }];
  return state === 'reset' ? [{ code: 'counters-reset', facts: {} }] : [];
}

/**
 * The clock of the host against ours. A driver that cannot tell the two apart dates its observation by the clock of the
 * host: that shows here as well, and then the reading counts as of now.
 */
function judgeClock(
  { observedAt, clockOffsetSeconds }: HostObservation,
  before: HostBefore | null,
  { now, intervalSeconds }: { now: Date; intervalSeconds: number },
): { observedAt: Date; alarms: HostAlarm[] } {
  const most = intervalSeconds + READING_SECONDS;
  const datedSeconds = (observedAt.getTime() - now.getTime()) / 1000;
  const isDatedWrong = !(Math.abs(datedSeconds) <= most);
  const offset = Math.round(isDatedWrong ? datedSeconds || 0 : (clockOffsetSeconds ?? 0));
  const at = isDatedWrong ? now : observedAt;
  if (Math.abs(offset) <= most) return { observedAt: at, alarms: [] };
  const alarm: HostAlarm = {
    code: 'clock-off',
    facts: { direction: offset > 0 ? 'ahead' : 'behind', seconds: Math.abs(offset) },
  };
  return { observedAt: at, alarms: [steadied(alarm, before, intervalSeconds)] };
}

/** The offset is estimated each time: a small change of it is ignored, so that it announces no change of the host. */
function steadied(alarm: HostAlarm, before: HostBefore | null, intervalSeconds: number): HostAlarm {
  const last = before?.alarms.find(({ code }) => code === alarm.code);
  const isAlike =
    last?.facts.direction === alarm.facts.direction &&
    Math.abs(Number(last?.facts.seconds) - Number(alarm.facts.seconds)) <= intervalSeconds;
  return isAlike && last !== undefined ? last : alarm;
}
