import { describe, expect, it } from 'vitest';
import { type HostAlarm, keepsOutOfDecisions } from '../../model/host-alarm.ts';
import type { HostObservation } from '../../model/ports.ts';
import type { VmRow } from '../planning/snapshot-of.ts';
import { hostRow, later, readingOf, run, seenVm, silent, vmRow } from './testing/rows.ts';

describe('reconcile', () => {
  it('follows a VM that was moved from outside', () => {
    const { vms } = run({
      hosts: [hostRow('h1'), hostRow('h2')],
      vms: [vmRow('a', 'h1')],
      readings: [readingOf('h1', []), readingOf('h2', [seenVm('a')])],
    });
    expect(vms).toMatchObject([{ id: 'a', hostId: 'h2', duplicateHostId: null }]);
  });

  it('does not change the host of a VM that a run is moving', () => {
    const { vms } = run({
      hosts: [hostRow('h1'), hostRow('h2')],
      vms: [vmRow('a', 'h1')],
      readings: [readingOf('h1', []), readingOf('h2', [seenVm('a')])],
      locked: ['a'],
    });
    expect(vms[0]?.hostId).toBe('h1');
  });

  it('does not count an incomplete copy at a destination as a VM', () => {
    const { vms } = run({
      hosts: [hostRow('h1'), hostRow('h2')],
      vms: [],
      readings: [
        readingOf('h1', [seenVm('a')]),
        readingOf('h2', [seenVm('a', { state: 'paused', isIncoming: true })]),
      ],
    });
    expect(vms).toMatchObject([
      { id: 'new-1', uuid: 'uuid-a', hostId: 'h1', isNew: true, duplicateHostId: null },
    ]);
  });

  it('raises an alarm for two active copies, and clears it when one is gone', () => {
    const hosts = [hostRow('h1'), hostRow('h2')];
    const both = [readingOf('h1', [seenVm('a')]), readingOf('h2', [seenVm('a')])];
    expect(run({ hosts, vms: [vmRow('a', 'h1')], readings: both }).vms[0]).toMatchObject({
      hostId: 'h1',
      duplicateHostId: 'h2',
    });
    const one = [readingOf('h1', [seenVm('a')]), readingOf('h2', [])];
    const alarmed = vmRow('a', 'h1', { duplicateHostId: 'h2' });
    expect(run({ hosts, vms: [alarmed], readings: one }).vms[0]?.duplicateHostId).toBeNull();
  });

  it('prefers the running copy to a definition that was left behind', () => {
    const { vms } = run({
      hosts: [hostRow('h1'), hostRow('h2')],
      vms: [vmRow('a', 'h1')],
      readings: [readingOf('h1', [seenVm('a', { state: 'stopped' })]), readingOf('h2', [seenVm('a')])],
    });
    expect(vms[0]).toMatchObject({ hostId: 'h2', state: 'running', duplicateHostId: null });
  });

  it('keeps the VMs of a silent host, and its last connection for three intervals', () => {
    const soon = run({ hosts: [hostRow('h1')], vms: [vmRow('a', 'h1')], readings: [silent('h1')] });
    expect(soon.vms).toHaveLength(0); // nothing was observed: the row is unchanged
    expect(soon.goneVmIds).toEqual([]);
    expect(soon.hosts[0]).toMatchObject({ connection: 'up', lastError: { code: 'host-unreachable' } });
    const late = run({
      hosts: [hostRow('h1')],
      vms: [vmRow('a', 'h1')],
      readings: [silent('h1')],
      at: later(46),
    });
    expect(late.hosts[0]?.connection).toBe('down');
  });

  it('treats a VM as gone only after three intervals, and only if all hosts answer', () => {
    const hosts = [hostRow('h1'), hostRow('h2')];
    const all = [readingOf('h1', []), readingOf('h2', [])];
    const first = run({ hosts, vms: [vmRow('a', 'h1')], readings: all });
    expect(first).toMatchObject({ goneVmIds: [], vms: [{ id: 'a', missingSince: later(15) }] });
    const missing = vmRow('a', 'h1', { missingSince: later(15) });
    expect(run({ hosts, vms: [missing], readings: all, at: later(60) }).goneVmIds).toEqual(['a']);
    expect(
      run({ hosts, vms: [missing], readings: [readingOf('h1', []), silent('h2')], at: later(60) }).goneVmIds,
    ).toEqual([]);
  });

  it('corrects times in the future that a wrong clock has stored', () => {
    const ahead = later(365 * 86_400);
    const missing = vmRow('gone', 'h1', { missingSince: ahead });
    const first = run({ hosts: [hostRow('h1')], vms: [missing], readings: [readingOf('h1', [])] });
    expect(first.vms).toMatchObject([{ id: 'gone', missingSince: later(15) }]);
    const seen = vmRow('a', 'h1', { seenAt: ahead, demandCores: 1 });
    const second = run({ hosts: [hostRow('h1')], vms: [seen], readings: [readingOf('h1', [seenVm('a')])] });
    expect(second.vms[0]).toMatchObject({ seenAt: later(15) });
    expect(second.vms[0]?.demandCores).toBeGreaterThanOrEqual(0.5);
    expect(second.vms[0]?.demandCores).toBeLessThanOrEqual(1);
    const silentHost = hostRow('h1', { lastSampleAt: ahead });
    expect(run({ hosts: [silentHost], vms: [], readings: [silent('h1')] }).hosts[0]?.connection).toBe('down');
  });

  it('measures VMs in cores, independent of the current clock of the host', () => {
    const { vms } = run({
      hosts: [hostRow('h1', { coreMhz: 800 })],
      vms: [vmRow('a', 'h1', { demandCores: null })],
      readings: [readingOf('h1', [seenVm('a', { cpuCoresUsed: 1.5 })], { coreMhz: 3100 })],
    });
    expect(vms[0]).toMatchObject({ cores: 1.5, demandCores: 1.5 });
  });

  // an idle host reports 800 MHz: after hashicorp/nomad#4258
  it.each([
    { said: 'the highest clock that was seen', facts: { coreMhz: 3100 }, stored: 3100, knows: false },
    { said: 'not a lower one', facts: { coreMhz: 600 }, stored: 800, knows: false },
    {
      said: 'the nominal one, where the hypervisor tells it',
      facts: { coreMhz: 3100, nominalMhz: 2445 },
      stored: 2445,
      knows: true,
    },
  ])('stores as the clock of a host: $said', ({ facts, stored, knows }) => {
    const { hosts } = run({
      hosts: [hostRow('h1', { coreMhz: 800 })],
      vms: [],
      readings: [readingOf('h1', [], facts)],
    });
    expect(hosts[0]).toMatchObject({ coreMhz: stored, knowsClock: knows });
  });

  // after vatesfr/xen-orchestra#8965
  it('keeps the last valid size of a host that reports impossible values, and the alarm until it reports valid ones', () => {
    const alarms: HostObservation['alarms'] = [{ code: 'no-cpus', facts: { cpuCores: 0 } }];
    const hosts = [hostRow('h1', { cpuCores: 8, coreMhz: 2000, memoryMiB: 65536, cpuUse: 0.4 })];
    const readings = [readingOf('h1', [seenVm('a')], { cpuCores: 0 }, alarms)];
    const seen = run({ hosts, vms: [vmRow('a', 'h1')], readings });
    expect(seen.hosts[0]).toMatchObject({ cpuCores: 8, memoryMiB: 65536, connection: 'up', alarms });
    expect(seen.vms[0]).toMatchObject({ hostId: 'h1', missingSince: null });
    const well = run({ hosts: seen.hosts, vms: [], readings: [readingOf('h1', [], { cpuCores: 16 })] });
    expect(well.hosts[0]).toMatchObject({ cpuCores: 16, alarms: [] });
  });

  it('keeps the known values of a VM whose host reports nothing about it now, and ties it to that host', () => {
    const ties: VmRow['ties'] = [
      { kind: 'unknown-state', name: 'unknown', blocks: ['live', 'quick', 'offline'] },
    ];
    const unread = seenVm('a', {
      isUnread: true,
      state: 'paused',
      condition: 'unknown',
      vcpus: null,
      memoryMiB: null,
      ties: [{ kind: 'unknown-state', name: 'unknown', blocks: ['live', 'quick', 'offline'] }],
    });
    const known = vmRow('a', 'h1', { memoryMiB: 4096, demandCores: 0.4 });
    const readings = [readingOf('h1', [unread])];
    const seen = run({ hosts: [hostRow('h1')], vms: [known], readings });
    expect(seen.vms[0]).toMatchObject({ state: known.state, memoryMiB: 4096, demandCores: 0.4, ties });
    const elsewhere = [readingOf('h1', [unread]), readingOf('h2', [seenVm('a')])];
    const moved = run({ hosts: [hostRow('h1'), hostRow('h2')], vms: [known], readings: elsewhere });
    expect(moved.vms[0]).toMatchObject({ hostId: 'h2', duplicateHostId: null });
  });

  it('does not store a VM of unknown size, but raises an alarm that excludes its host from decisions', () => {
    const nobody = { isUnread: true, state: 'paused', condition: 'unknown', cpuCoresUsed: null } as const;
    const vms = [seenVm('a'), seenVm('b', { ...nobody, vcpus: null, memoryMiB: null })];
    const seen = run({ hosts: [hostRow('h1')], vms: [], readings: [readingOf('h1', vms)] });
    expect(seen.vms.map((vm) => vm.name)).toEqual(['a']);
    const alarms: HostAlarm[] = [{ code: 'vms-unknown-size', facts: { count: 1, names: 'b' } }];
    expect(seen.hosts[0]).toMatchObject({ alarms });
    expect(keepsOutOfDecisions(alarms)).toBe(true);
    // Once its definition gives the size, the VM is stored and the alarm is cleared.
    const defined = [seenVm('a'), seenVm('b', { ...nobody, vcpus: 4, memoryMiB: 8192 })];
    const reported = run({ hosts: seen.hosts, vms: [], readings: [readingOf('h1', defined)] });
    expect(reported.vms[1]).toMatchObject({ isNew: true, condition: 'unknown', vcpus: 4, memoryMiB: 8192 });
    expect(reported.hosts[0]?.alarms).toEqual([]);
  });

  it('keeps values unknown that were not measured', () => {
    const { vms } = run({
      hosts: [hostRow('h1')],
      vms: [],
      readings: [readingOf('h1', [seenVm('a', { cpuCoresUsed: null, memoryUsedMiB: null })])],
    });
    expect(vms[0]).toMatchObject({ cores: null, demandCores: null, demandMemoryMiB: null });
  });
});
