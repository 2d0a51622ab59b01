import { describe, expect, it } from 'vitest';
import { fixture } from './fake-virsh.ts';
import { createRates } from './rates.ts';
import { idleTraffic, vmTraffic } from './vm-traffic.ts';
import { parseDomStats } from './wire.ts';

const MIB = 2 ** 20;

/** Two disks, an empty drive, two networks and two vCPUs, after so many seconds. */
function valuesAfter(seconds: number, more: Record<string, number> = {}) {
  return new Map(
    Object.entries({
      'vcpu.maximum': 2,
      'vcpu.0.delay': seconds * 0.25e9,
      'vcpu.1.delay': seconds * 0.5e9,
      'balloon.current': 2 * 2 ** 20,
      'balloon.swap_in': seconds * 1024,
      'balloon.swap_out': seconds * 512,
      'block.count': 3,
      'block.0.rd.bytes': seconds * 10 * MIB,
      'block.0.wr.bytes': seconds * MIB,
      'block.1.rd.bytes': seconds * 2 * MIB,
      'block.1.wr.bytes': seconds * 3 * MIB,
      'net.count': 2,
      'net.0.rx.bytes': seconds * 5 * MIB,
      'net.0.tx.bytes': seconds * MIB,
      'net.1.rx.bytes': seconds * MIB,
      'net.1.tx.bytes': seconds * 7 * MIB,
      ...more,
    }),
  );
}

const nothing = {
  readyCores: null,
  swapMiBps: null,
  diskReadMiBps: null,
  diskWriteMiBps: null,
  networkInMiBps: null,
  networkOutMiBps: null,
};

describe('the counters of a VM', () => {
  it('become rates over all its devices and vCPUs, from the second reading on', () => {
    const rates = createRates();
    expect(vmTraffic('u', valuesAfter(0), 0, rates)).toEqual({ ...nothing, balloonMiB: 2048 });
    expect(vmTraffic('u', valuesAfter(10), 10_000, rates)).toEqual({
      readyCores: 0.75,
      balloonMiB: 2048,
      swapMiBps: 1.5,
      diskReadMiBps: 12,
      diskWriteMiBps: 4,
      networkInMiBps: 6,
      networkOutMiBps: 8,
    });
  });

  it('give no rate when they decrease: after a restart, or when a disk was removed', () => {
    const rates = createRates();
    vmTraffic('u', valuesAfter(100), 0, rates);
    const fewer = vmTraffic(
      'u',
      valuesAfter(110, { 'block.count': 1, 'block.0.rd.bytes': 0 }),
      10_000,
      rates,
    );
    expect(fewer).toMatchObject({ diskReadMiBps: null, networkInMiBps: 6 });
    expect(vmTraffic('u', valuesAfter(1), 20_000, rates)).toMatchObject({ ...nothing, diskReadMiBps: 1.2 });
  });

  it('are unknown where the host does not report them, and 0 for a VM without disks', () => {
    const rates = createRates();
    const values = new Map([['block.count', 0]]);
    vmTraffic('u', values, 0, rates);
    expect(vmTraffic('u', values, 10_000, rates)).toEqual({
      ...nothing,
      balloonMiB: null,
      diskReadMiBps: 0,
      diskWriteMiBps: 0,
    });
  });

  it('are read from the output of virsh', () => {
    const rates = createRates();
    const [vm] = parseDomStats(fixture('domstats-raw'));
    const values = vm?.values ?? new Map();
    vmTraffic('u', values, 0, rates);
    const grown = new Map(
      [...values].map(([key, value]) => [key, key.endsWith('rx.bytes') ? value + 15 * MIB : value]),
    );
    expect(vmTraffic('u', grown, 15_000, rates)).toEqual({
      readyCores: 0,
      balloonMiB: 128,
      swapMiBps: 0,
      diskReadMiBps: 0,
      diskWriteMiBps: 0,
      networkInMiBps: 1,
      networkOutMiBps: 0,
    });
  });

  it('give no rates while it does not run', () => {
    expect(idleTraffic(valuesAfter(5), false)).toEqual({ ...nothing, balloonMiB: 2048 });
    expect(idleTraffic(valuesAfter(5), true)).toEqual({ ...nothing, balloonMiB: null });
  });
});
