import { describe, expect, it } from 'vitest';
import { fixture } from './fake-virsh.ts';
import { createHostMemory } from './host-memory.ts';
import { type HostWire, mayBeIncoming, observationOf } from './map.ts';
import { needsOfVm } from './needs.ts';
import { parseDomStats } from './wire.ts';

const START = Date.parse('2026-11-23T03:37:11Z');

function statsOf(values: Record<string, number>, name = 'web-1') {
  return { name, values: new Map(Object.entries(values)) };
}

function wireAt(ms: number, parts: Partial<HostWire> = {}): HostWire {
  return {
    hostId: 'h1',
    observedAt: new Date(START + ms),
    atMs: ms,
    node: { cpus: 4, mhz: 2400, memoryKiB: 8 * 2 ** 20 },
    cpu: { busyNs: 1e9 * (ms / 1000), totalNs: 4e9 * (ms / 1000) },
    memoryUsedKiB: 3 * 2 ** 20,
    version: 'QEMU 10',
    capabilities: {
      uuid: null,
      cpuModel: 'EPYC',
      nominalMhz: 2450,
      cpuXml: null,
      cpuIds: [0, 1, 2, 3],
      numaNodes: [0],
      hugePages: [{ pageKiB: 2048, totalMiB: 512 }],
    },
    networks: ['br0'],
    pools: null,
    vms: [],
    ...parts,
  };
}

const vmWire = (values: Record<string, number>, isIncoming = false) => ({
  uuid: 'u1',
  name: 'web-1',
  stats: statsOf(values),
  defined: { vcpus: null, memoryMiB: null },
  needs: needsOfVm('u1', null, null, null),
  isIncoming,
});

describe('a host', () => {
  it('has a CPU use from the growth of its counters, which is unknown at first', () => {
    const memory = createHostMemory();
    expect(observationOf(wireAt(0), memory).use.cpuBusyFraction).toBeNull();
    const later = observationOf(wireAt(10_000), memory);
    expect(later.use).toEqual({ cpuBusyFraction: 0.25, memoryUsedMiB: 3072 });
    expect(later.facts).toMatchObject({
      cpuCores: 4,
      coreMhz: 2400,
      nominalMhz: 2450,
      memoryMiB: 8192,
      cpuModel: 'EPYC',
    });
  });

  it('keeps the last figure if it is read again too soon, and starts again after a reboot', () => {
    const memory = createHostMemory();
    observationOf(wireAt(0), memory);
    observationOf(wireAt(10_000), memory);
    expect(observationOf(wireAt(10_050), memory).use.cpuBusyFraction).toBe(0.25);
    expect(observationOf(wireAt(5), memory).use.cpuBusyFraction).toBeNull();
  });

  // after vatesfr/xen-orchestra#8965
  it.each([
    [{ cpus: 0, mhz: 2400, memoryKiB: 2 ** 20 }, 'no-cpus'],
    [{ cpus: 8, mhz: 2400, memoryKiB: 0 }, 'no-memory'],
    [{ cpus: 8, mhz: 2400, memoryKiB: 512 }, 'no-memory'],
  ])('is not trusted with %o', (node, code) => {
    const { alarms } = observationOf(wireAt(0, { node }), createHostMemory());
    expect(alarms.map((alarm) => alarm.code)).toEqual([code]);
  });

  it('has null for unknown values, and these limit nothing', () => {
    const wire = wireAt(0, { cpu: null, memoryUsedKiB: null, networks: null, capabilities: null });
    const { use, facts } = observationOf(wire, createHostMemory());
    expect(use).toEqual({ cpuBusyFraction: null, memoryUsedMiB: null });
    expect(facts).toMatchObject({ networks: null, storages: null, cpuModel: null, cpuFeatures: [] });
  });
});

describe('a VM', () => {
  const running = {
    'state.state': 1,
    'cpu.time': 0,
    'balloon.current': 131_072,
    'balloon.maximum': 262_144,
    'balloon.usable': 71_424,
    'balloon.rss': 209_256,
    'vcpu.current': 2,
  };

  it('uses CPU by the growth of its CPU time, and memory as the guest reports it', () => {
    const memory = createHostMemory();
    const first = observationOf(wireAt(0, { vms: [vmWire(running)] }), memory).vms[0];
    expect(first).toMatchObject({ cpuCoresUsed: null, vcpus: 2, memoryMiB: 256, state: 'running' });
    expect(first?.memoryUsedMiB).toBeCloseTo(58.25);
    const later = { ...running, 'cpu.time': 15e9 };
    expect(observationOf(wireAt(10_000, { vms: [vmWire(later)] }), memory).vms[0]?.cpuCoresUsed).toBe(1.5);
  });

  it('needs what its process holds without what QEMU needs for itself, which no migration copies', () => {
    const residentMiB = (rssMiB: number) => {
      const values = { ...running, 'balloon.rss': rssMiB * 1024 };
      return observationOf(wireAt(0, { vms: [vmWire(values)] }), createHostMemory()).vms[0]?.residentMiB;
    };
    expect(residentMiB(121)).toBe(65);
    expect(residentMiB(512)).toBe(128); // at most its size
    expect(residentMiB(37)).toBe(0); // before the guest runs
  });

  it('uses the memory that the host holds for it if the guest reports none, but at most its size', () => {
    const silent = { 'state.state': 1, 'balloon.current': 131_072, 'balloon.rss': 209_256 };
    const seen = observationOf(wireAt(0, { vms: [vmWire(silent)] }), createHostMemory()).vms[0];
    expect(seen?.memoryUsedMiB).toBe(128);
    const unknown = observationOf(wireAt(0, { vms: [vmWire({ 'state.state': 1 })] }), createHostMemory())
      .vms[0];
    expect(unknown?.memoryUsedMiB).toBeNull();
  });

  it('starts again if its counter decreased, as after a migration', () => {
    const memory = createHostMemory();
    const at = (ms: number, cpuNs: number) =>
      observationOf(wireAt(ms, { vms: [vmWire({ ...running, 'cpu.time': cpuNs })] }), memory).vms[0];
    at(0, 50e9);
    expect(at(10_000, 1e9)?.cpuCoresUsed).toBeNull();
    expect(at(20_000, 6e9)?.cpuCoresUsed).toBe(0.5);
  });

  it.each([
    [1, 'running'],
    [2, 'running'],
    [3, 'paused'],
    [4, 'running'],
    [5, 'stopped'],
    [6, 'paused'],
    [7, 'paused'],
  ])('in state %i is %s', (state, expected) => {
    const { vms } = observationOf(wireAt(0, { vms: [vmWire({ 'state.state': state })] }), createHostMemory());
    expect(vms[0]?.state).toBe(expected);
  });

  it.each([
    [4, 'shutting-down', 'shutting-down'],
    [6, 'crashed', 'crashed'], // after autotest/virt-test#1763: with on_crash preserve, QEMU keeps the memory
    [7, 'suspended', 'suspended'],
    [0, 'unknown', 'unknown-state'],
    [9, 'unknown', 'unknown-state'], // a state of a libvirt that is newer than Ballast
  ])('in state %i is %s, and cannot move in any way', (state, condition, kind) => {
    const values = { 'state.state': state, 'balloon.rss': 575_488, 'balloon.current': 1_048_576 };
    const { vms, alarms } = observationOf(wireAt(0, { vms: [vmWire(values)] }), createHostMemory());
    expect(vms[0]).toMatchObject({ condition, memoryUsedMiB: 562, residentMiB: 506 });
    expect(vms[0]?.ties).toEqual([{ kind, name: condition, blocks: ['live', 'quick', 'offline'] }]);
    const facts = { count: 1, names: 'web-1' };
    expect(alarms).toEqual(condition === 'unknown' ? [{ code: 'vms-unknown-state', facts }] : []);
  });

  it('is listed even if its host reports no statistics of it', () => {
    const silent = { ...vmWire({}), name: 'web-1 ', stats: null };
    const { vms, alarms } = observationOf(wireAt(0, { vms: [silent] }), createHostMemory());
    expect(vms).toMatchObject([{ uuid: 'u1', isUnread: true, state: 'paused', condition: 'unknown' }]);
    expect(vms[0]).toMatchObject({ cpuCoresUsed: null, memoryUsedMiB: null });
    expect(vms[0]).toMatchObject({ vcpus: null, memoryMiB: null }); // unknown, not small
    expect(alarms).toEqual([{ code: 'vms-unread', facts: { count: 1, names: 'web-1 ' } }]);
  });

  it('has the size of its definition if its host does not report the current one', () => {
    const defined = { vcpus: 4, memoryMiB: 8192 };
    const sizes = [null, statsOf({ 'state.state': 1 }), statsOf({ ...running, 'vcpu.current': 2 })].map(
      (stats) =>
        observationOf(wireAt(0, { vms: [{ ...vmWire({}), stats, defined }] }), createHostMemory()).vms[0],
    );
    expect(sizes).toMatchObject([defined, defined, { vcpus: 2, memoryMiB: 256 }]);
  });

  it('is paused if post-copy failed and the rest of its memory does not arrive', () => {
    const stranded = { 'state.state': 1, 'state.reason': 11 };
    const { vms } = observationOf(wireAt(0, { vms: [vmWire(stranded)] }), createHostMemory());
    expect(vms[0]).toMatchObject({ state: 'paused', cpuCoresUsed: 0 });
  });

  it('shows a dirty rate only if it was measured recently', () => {
    const measured = {
      ...running,
      'dirtyrate.calc_status': 2,
      'dirtyrate.calc_start_time': START / 1000 - 60,
      'dirtyrate.megabytes_per_second': 12,
    };
    const rate = (ms: number) =>
      observationOf(wireAt(ms, { vms: [vmWire(measured)] }), createHostMemory()).vms[0]?.dirtyMiBps;
    expect(rate(0)).toBe(12);
    expect(rate(3_600_000)).toBeNull();
    expect(rate(-3_600_000)).toBeNull(); // measured in the future: a clock was wrong then, or is wrong now
  });

  it('may be an incomplete copy if it is paused for a migration or starting up', () => {
    expect(mayBeIncoming(statsOf({ 'state.state': 3, 'state.reason': 2 }))).toBe(true);
    expect(mayBeIncoming(statsOf({ 'state.state': 3, 'state.reason': 11 }))).toBe(true);
    expect(mayBeIncoming(statsOf({ 'state.state': 3, 'state.reason': 1 }))).toBe(false);
    const [during] = parseDomStats(fixture('domstats-during'));
    expect(during && mayBeIncoming(during)).toBe(false);
  });
});

describe('the memory of a VM', () => {
  const w2016 = {
    'state.state': 1,
    'balloon.current': 16_777_216,
    'balloon.maximum': 16_777_216,
    'balloon.usable': 15_900_000,
    'balloon.rss': 16_650_000,
  };
  const usedMiB = (values: Record<string, number>, hugePageKiB: number | null = null) => {
    const vm = vmWire(values);
    const wire = wireAt(0, { vms: [{ ...vm, needs: { ...vm.needs, hugePageKiB } }] });
    const [seen] = observationOf(wire, createHostMemory()).vms;
    return [seen?.memoryUsedMiB, seen?.residentMiB].map((mib) => Math.round(mib ?? -1));
  };
  const seconds = START / 1000;

  it('ignores a report of the guest that is days old (after virtio-win/kvm-guest-drivers-windows#680)', () => {
    expect(usedMiB({ ...w2016, 'balloon.last-update': seconds - 172_800 })).toEqual([16_260, 16_204]);
    expect(usedMiB({ ...w2016, 'balloon.last-update': 0 })).toEqual([16_260, 16_204]);
    expect(usedMiB({ ...w2016, 'balloon.last-update': seconds + 172_800 })).toEqual([16_260, 16_204]);
    expect(usedMiB({ ...w2016, 'balloon.last-update': seconds - 10 })).toEqual([857, 16_204]);
    expect(usedMiB(w2016)).toEqual([857, 16_204]); // a libvirt that does not report the time
  });

  it('is reported regularly only by a guest that is asked for it, and its age counts by the clock of its host', () => {
    const values = { ...w2016, 'balloon.last-update': seconds - 4000 };
    const ageOf = (mustReport: boolean, more: object = {}) => {
      const wire = wireAt(0, { vms: [{ ...vmWire({ ...values, ...more }), mustReport }] });
      return observationOf(wire, createHostMemory()).vms[0]?.guestReportAgeSeconds;
    };
    expect(ageOf(true)).toBe(4000);
    expect(ageOf(false)).toBeNull();
    expect(ageOf(true, { 'balloon.last-update': 0 })).toBeNull(); // it has never reported
  });

  it('counts in full with huge pages, which count in no process (after kubernetes/kubernetes#132084)', () => {
    const dpdk = {
      'state.state': 1,
      'balloon.current': 67_108_864,
      'balloon.maximum': 67_108_864,
      'balloon.last-update': 0,
      'balloon.rss': 212_480,
    };
    expect(usedMiB(dpdk, 1_048_576)).toEqual([65_536, 65_536]);
    expect(usedMiB({ ...dpdk, 'state.state': 5 }, 1_048_576)).toEqual([0, -1]);
    expect(usedMiB(dpdk)).toEqual([208, 152]);
  });
});
