import { describe, expect, it } from 'vitest';
import type { FurtherVmMeasures, HostObservation, HostReading, VmObservation } from '../../model/ports.ts';
import type { HostRow, VmRow } from '../planning/snapshot-of.ts';
import { judgeReadings } from './judge-observation.ts';
import { hostRow, later, readingOf, seenVm, T0, vmRow } from './testing/rows.ts';

const now = later(15);
const INTERVAL = 15;

function judgeOne(
  reading: HostReading,
  { host = hostRow('h1'), vms = [], at = now }: { host?: HostRow; vms?: VmRow[]; at?: Date } = {},
) {
  const state = { hosts: [host], vms, intervalSeconds: INTERVAL };
  const [judged] = judgeReadings([reading], { state, now: at });
  if (judged === undefined || !('observation' in judged)) throw new Error('the host was observed');
  return judged.observation;
}

const withHost = (more: Partial<HostObservation>): HostReading => {
  const reading = readingOf('h1', []);
  if (!('observation' in reading)) throw new Error('the host was observed');
  return { hostId: 'h1', observation: { ...reading.observation, ...more } };
};

const further: FurtherVmMeasures = {
  readyCores: 0.1,
  balloonMiB: 4096,
  swapMiBps: 0,
  diskReadMiBps: 1,
  diskWriteMiBps: 2,
  networkInMiBps: 3,
  networkOutMiBps: 4,
};

describe('a VM', () => {
  const judgeVm = (seen: Partial<VmObservation>, row: Partial<VmRow> = {}, at = now) => {
    const { vms } = judgeOne(readingOf('h1', [seenVm('a', seen)]), { vms: [vmRow('a', 'h1', row)], at });
    const [vm] = vms;
    if (vm === undefined) throw new Error('the VM was seen');
    return vm;
  };

  it('with plausible values is believed as it is', () => {
    const seen = { cpuCoresUsed: 2.4, memoryUsedMiB: 4000, dirtyMiBps: 90, cpuSeconds: 100, further };
    expect(judgeVm(seen, { cpuSeconds: 90 })).toMatchObject({ ...seen, doubts: [], cpuStillSince: null });
  });

  it.each([
    ['negative cores', { cpuCoresUsed: -0.5 }, 'cpuCoresUsed', 'impossible', { value: '-0.5' }],
    [
      'cores that are no number',
      { cpuCoresUsed: Number.NaN },
      'cpuCoresUsed',
      'impossible',
      { value: 'NaN' },
    ],
    [
      'more cores than its vCPUs and devices can use',
      { cpuCoresUsed: 6 },
      'cpuCoresUsed',
      'above-capacity',
      { value: 6, most: 4 },
    ],
    [
      'more memory than it has',
      { memoryUsedMiB: 5000 },
      'memoryUsedMiB',
      'above-capacity',
      { value: 5000, most: 4100 },
    ],
    ['writes that are negative', { dirtyMiBps: -1 }, 'dirtyMiBps', 'impossible', { value: '-1' }],
    [
      'writes of all its memory within a second',
      { dirtyMiBps: 5000 },
      'dirtyMiBps',
      'above-capacity',
      { value: 5000, most: 4100 },
    ],
  ] as const)('is not believed with %s', (_, seen, field, code, facts) => {
    const vm = judgeVm(seen);
    expect(vm[field]).toBeNull();
    expect(vm.doubts).toMatchObject([{ code, facts, since: now.toISOString() }]);
  });

  it('cannot use more than the cores of its host', () => {
    const big = { vcpus: 16, cpuCoresUsed: 9 };
    expect(judgeVm(big).doubts).toMatchObject([{ code: 'above-capacity', facts: { most: 8 } }]);
  });

  it.each(Object.keys(further))('is not believed with a negative %s, and the others stay', (measure) => {
    const vm = judgeVm({ further: { ...further, [measure]: -1 } });
    expect(vm.further).toEqual({ ...further, [measure]: null });
    expect(vm.doubts).toMatchObject([{ code: 'impossible', facts: { measure } }]);
  });

  it('keeps since when it has been doubted, for each reason', () => {
    const since = T0.toISOString();
    const before = [{ code: 'impossible' as const, facts: { measure: 'cores', value: '-9' }, since }];
    const vm = judgeVm({ cpuCoresUsed: -1, dirtyMiBps: -1 }, { doubts: before });
    expect(vm.doubts.map((doubt) => doubt.since)).toEqual([since, now.toISOString()]);
    expect(judgeVm({}, { doubts: before }).doubts).toEqual([]);
  });

  describe('whose counter of CPU time', () => {
    const before = { cpuSeconds: 100, seenAt: T0 };

    it('has not increased has no CPU figure, and is doubted after three intervals', () => {
      const still = judgeVm({ cpuSeconds: 100, cpuCoresUsed: 0 }, before);
      expect(still).toMatchObject({ cpuCoresUsed: null, doubts: [], cpuStillSince: T0 });
      const row = { cpuSeconds: 100, cpuStillSince: T0, seenAt: later(30) };
      const at = (seconds: number) => judgeVm({ cpuSeconds: 100, cpuCoresUsed: 0 }, row, later(seconds));
      expect(at(44).doubts).toEqual([]);
      expect(at(45)).toMatchObject({ cpuCoresUsed: null, doubts: [{ code: 'stuck' }] });
      const well = judgeVm({ cpuSeconds: 101, cpuCoresUsed: 0.07 }, row, later(60));
      expect(well).toMatchObject({ cpuCoresUsed: 0.07, doubts: [], cpuStillSince: null });
    });

    it('is read twice within a second is not still', () => {
      const at = new Date(T0.getTime() + 500);
      expect(judgeVm({ cpuSeconds: 100 }, before, at)).toMatchObject({
        cpuCoresUsed: 0.5,
        cpuStillSince: null,
      });
    });

    it('has decreased has no CPU figure until the next reading', () => {
      const reset = judgeVm({ cpuSeconds: 4, cpuCoresUsed: 0.3 }, before);
      expect(reset).toMatchObject({ cpuCoresUsed: null, doubts: [{ code: 'counter-reset' }] });
      const row = { ...before, cpuSeconds: 4, doubts: reset.doubts };
      expect(judgeVm({ cpuSeconds: 9 }, row)).toMatchObject({ cpuCoresUsed: 0.5, doubts: [] });
    });

    it.each([
      ['the VM was on another host', { hostId: 'h0' }],
      ['the VM has moved since', { lastMigratedAt: later(5) }],
      ['the VM did not run', { state: 'stopped' as const }],
    ])('is another one, because %s, is not compared', (_, more) => {
      expect(judgeVm({ cpuSeconds: 4 }, { ...before, ...more })).toMatchObject({
        cpuCoresUsed: 0.5,
        doubts: [],
      });
    });

    it('is still while the VM is paused is believed', () => {
      const paused = { state: 'paused' as const, cpuSeconds: 100, cpuCoresUsed: 0 };
      expect(judgeVm(paused, { ...before, cpuStillSince: T0 }, later(600))).toMatchObject({
        cpuCoresUsed: 0,
        doubts: [],
      });
    });
  });

  it('whose guest stopped reporting its memory is marked, and its memory counts', () => {
    expect(judgeVm({ guestReportAgeSeconds: 300 }).doubts).toEqual([]);
    expect(judgeVm({ guestReportAgeSeconds: 301 })).toMatchObject({
      memoryUsedMiB: 4000,
      doubts: [{ code: 'guest-silent' }],
    });
  });
});

describe('a host', () => {
  it('that is well has no alarm', () => {
    expect(judgeOne(withHost({ cpuSeconds: 10 })).alarms).toEqual([]);
  });

  it.each([
    [
      { cpuBusyFraction: -0.1, memoryUsedMiB: 100 },
      { cpuBusyFraction: null, memoryUsedMiB: 100 },
      'use-impossible',
    ],
    [
      { cpuBusyFraction: 1.3, memoryUsedMiB: 100 },
      { cpuBusyFraction: null, memoryUsedMiB: 100 },
      'use-above-capacity',
    ],
    [{ cpuBusyFraction: 1.01, memoryUsedMiB: 100 }, { cpuBusyFraction: 1, memoryUsedMiB: 100 }, null],
    [
      { cpuBusyFraction: 0.5, memoryUsedMiB: 70_000 },
      { cpuBusyFraction: 0.5, memoryUsedMiB: null },
      'use-above-capacity',
    ],
    [
      { cpuBusyFraction: 0.5, memoryUsedMiB: -1 },
      { cpuBusyFraction: 0.5, memoryUsedMiB: null },
      'use-impossible',
    ],
  ])('with %o counts as %o', (use, believed, code) => {
    const judged = judgeOne(withHost({ use }));
    expect(judged.use).toEqual(believed);
    expect(judged.alarms.map((alarm) => alarm.code)).toEqual(code === null ? [] : [code]);
  });

  it('of 0 CPUs or 0 MiB has an alarm once, even if its driver reports none', () => {
    const { facts } = judgeOne(withHost({}));
    const none = { ...facts, cpuCores: 0, memoryMiB: Number.NaN };
    const { alarms } = judgeOne(
      withHost({ facts: none, alarms: [{ code: 'no-cpus', facts: { cpuCores: 0 } }] }),
    );
    expect(alarms).toEqual([
      { code: 'no-cpus', facts: { cpuCores: 0 } },
      { code: 'no-memory', facts: { memoryMiB: 0 } },
    ]);
  });

  it('whose CPU counters stop has no CPU use, and an alarm after three intervals', () => {
    const stopped = withHost({ cpuSeconds: 500 });
    const at = (row: Partial<HostRow>, seconds: number) =>
      judgeOne(stopped, { host: hostRow('h1', { cpuSeconds: 500, ...row }), at: later(seconds) });
    expect(at({}, 15)).toMatchObject({ use: { cpuBusyFraction: null }, alarms: [], cpuStillSince: T0 });
    const stuck = at({ cpuStillSince: T0 }, 45);
    expect(stuck.use).toEqual({ cpuBusyFraction: null, memoryUsedMiB: 30_000 });
    expect(stuck.alarms.map((alarm) => alarm.code)).toContain('counters-stuck');
  });

  it('whose CPU counters decrease has no CPU use until the next reading', () => {
    const judged = judgeOne(withHost({ cpuSeconds: 2 }), { host: hostRow('h1', { cpuSeconds: 500 }) });
    expect(judged).toMatchObject({ use: { cpuBusyFraction: null }, alarms: [{ code: 'counters-reset' }] });
  });

  describe('whose clock differs', () => {
    it.each([
      ['ahead', 3600],
      ['behind', -3600],
    ])('is marked, and its data counts at our time: an hour %s', (direction, seconds) => {
      const judged = judgeOne(withHost({ clockOffsetSeconds: seconds }));
      expect(judged.observedAt).toEqual(now);
      expect(judged.use.cpuBusyFraction).toBe(0.3);
      expect(judged.alarms).toEqual([{ code: 'clock-off', facts: { direction, seconds: 3600 } }]);
    });

    it('and is used to date the observation is marked as well, and the reading is of now', () => {
      const judged = judgeOne(withHost({ observedAt: later(7200) }));
      expect(judged.observedAt).toEqual(now);
      expect(judged.alarms).toMatchObject([{ code: 'clock-off', facts: { direction: 'ahead' } }]);
    });

    it('by less than an interval and the time of a reading is not marked', () => {
      const judged = judgeOne(withHost({ clockOffsetSeconds: -30, observedAt: later(-15) }));
      expect(judged.alarms).toEqual([]);
      expect(judged.observedAt).toEqual(later(-15));
    });

    it('announces no change while the difference stays about the same', () => {
      const before = [{ code: 'clock-off' as const, facts: { direction: 'ahead', seconds: 3600 } }];
      const host = hostRow('h1', { alarms: before });
      expect(judgeOne(withHost({ clockOffsetSeconds: 3610 }), { host }).alarms).toEqual(before);
      expect(judgeOne(withHost({ clockOffsetSeconds: 3700 }), { host }).alarms).toMatchObject([
        { facts: { seconds: 3700 } },
      ]);
    });
  });
});
