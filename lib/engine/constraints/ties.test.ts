import { describe, expect, it } from 'vitest';
import type { Tie } from '../../model/vm.ts';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { kindTo, liveOnly, ties } from './ties.ts';

const gpu: Tie = { kind: 'host-device', name: 'pci 0000:3b:00.0', blocks: ['live', 'quick', 'offline'] };
const notLive: Tie = { kind: 'feature', name: 'invtsc', blocks: ['live'] };
const notQuick: Tie = { kind: 'tpm', name: 'emulated', blocks: ['quick', 'offline'] };
const crashed: Tie = { kind: 'crashed', name: 'crashed', blocks: ['live', 'quick', 'offline'] };

describe('ties', () => {
  const cluster = clusterOf({
    hosts: [host('a'), host('b')],
    vms: [
      vm('0-gpu', 'a', { ties: [gpu] }),
      vm('1-not-live', 'a', { ties: [notLive] }),
      vm('2-not-quick', 'a', { ties: [notQuick] }),
      vm('3-both', 'a', { ties: [notQuick, notLive] }),
      vm('4-stopped', 'a', { state: 'stopped', ties: [notQuick] }),
      vm('5-stopped-not-live', 'a', { state: 'stopped', ties: [notLive] }),
      vm('6-writer', 'a', { ties: [notQuick], dirtyMiBps: 90_000, workingSetMiB: 9_000 }),
      vm('7-crashed', 'a', { state: 'paused', ties: [crashed] }),
    ],
  });
  const codes = (rule: typeof ties) => cluster.vms.map((_, i) => rule(cluster, i, 1)?.code ?? null);

  it('keep a VM on its host if no kind of move remains (after kubevirt/kubevirt#5763)', () => {
    expect(codes(ties)).toEqual([
      'host-device',
      null,
      null,
      'feature',
      'tpm',
      null,
      'will-not-converge',
      'crashed',
    ]);
    expect(ties(cluster, 0, 1)?.facts).toEqual({ name: 'pci 0000:3b:00.0' });
    expect(ties(cluster, 7, 1)?.facts).toEqual({});
  });

  it('restrict balancing to live moves', () => {
    expect(cluster.vms.map((_, i) => liveOnly(cluster, i)?.code ?? null)).toEqual([
      'host-device',
      'feature',
      null,
      'feature',
      null,
      null,
      null,
      'crashed',
    ]);
  });

  it('determine the kind of a move', () => {
    expect([2, 1, 5].map((i) => kindTo(cluster, i, 1))).toEqual(['live', 'quick', 'offline']);
  });
});
