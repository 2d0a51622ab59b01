import { describe, expect, it } from 'vitest';
import { type BasisHost, type BasisVm, basisOf } from './basis.ts';
import { expiryOf, isOver, subjectOf } from './keeping.ts';
import { type RefusalRow, snapshotRefusals } from './standing-refusals.ts';

const now = new Date('2026-11-29T09:00:00Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

const host = (id: string, more: Partial<BasisHost> = {}): BasisHost => ({
  id,
  uri: `qemu+ssh://${id}/system`,
  peerUri: null,
  migrationAddress: null,
  version: 'QEMU 10',
  cpuModel: 'EPYC',
  cpuFeatures: [],
  networks: ['lan'],
  storages: [],
  cpuIds: [],
  numaNodes: [],
  hugePages: null,
  ...more,
});
const vm = (id: string, hostId: string, more: Partial<BasisVm> = {}): BasisVm => ({
  id,
  hostId,
  state: 'running',
  definition: 'd1',
  vcpus: 2,
  memoryMiB: 2048,
  networks: ['lan'],
  storages: [],
  localDevices: [],
  cpuFeatures: [],
  hostCpus: [],
  numaNodes: [],
  hugePageKiB: null,
  ties: [],
  ...more,
});
const world = {
  hosts: [host('h1'), host('h2'), host('h3')],
  vms: [vm('a', 'h1'), vm('b', 'h1'), vm('c', 'h2')],
};

function kept(subject: Partial<RefusalRow>, code = 'cpu-incompatible'): RefusalRow {
  const about = { vmId: null, fromHostId: null, toHostId: null, ...subject };
  const basis = basisOf(about, {
    vms: new Map(world.vms.map((each) => [each.id, each])),
    hosts: new Map(world.hosts.map((each) => [each.id, each])),
  });
  return { id: 'r', code, scope: 'pair', basis, at: now, expiresAt: null, ...about };
}

const pairsOf = (refusal: RefusalRow, state = world, at = now): string[] =>
  snapshotRefusals({ ...state, refusals: [refusal] }, at).map(({ vmId, toHostId }) => `${vmId} ${toHostId}`);

describe('a refusal as pairs of a VM and a destination', () => {
  it.each([
    ['a pair is itself', { vmId: 'a', toHostId: 'h2' }, ['a h2']],
    ['a VM is refused everywhere', { vmId: 'a' }, ['a h2', 'a h3']],
    ['a way is closed for all that begin there', { fromHostId: 'h1', toHostId: 'h2' }, ['a h2', 'b h2']],
  ])('%s', (_, subject, pairs) => {
    expect(pairsOf(kept(subject))).toEqual(pairs);
  });

  it('has no pairs for a VM or host that is gone', () => {
    const refusal = kept({ vmId: 'a', toHostId: 'h2' });
    expect(pairsOf(refusal, { ...world, vms: world.vms.slice(1) })).toEqual([]);
    expect(pairsOf(refusal, { ...world, hosts: [host('h1')] })).toEqual([]);
  });
});

describe('what a refusal depends on', () => {
  const pair = kept({ vmId: 'a', toHostId: 'h2' });
  it.each([
    ['the definition', { vms: [vm('a', 'h1', { definition: 'd2' })] }],
    [
      'what ties the VM',
      { vms: [vm('a', 'h1', { ties: [{ kind: 'snapshots', name: 's1', blocks: ['live'] }] })] },
    ],
    ['whether it runs', { vms: [vm('a', 'h1', { state: 'stopped' })] }],
    ['the version there', { hosts: [host('h1'), host('h2', { version: 'QEMU 11' })] }],
    ['the version here', { hosts: [host('h1', { version: 'QEMU 11' }), host('h2')] }],
    ['the CPU there', { hosts: [host('h1'), host('h2', { cpuModel: 'Xeon' })] }],
    ['a pool there', { hosts: [host('h1'), host('h2', { storages: ['san'] })] }],
    ['an address', { hosts: [host('h1'), host('h2', { peerUri: 'qemu+tls://h2/system' })] }],
  ])('ends when this changes: %s', (_, change) => {
    expect(pairsOf(pair, { ...world, ...change })).toEqual([]);
  });

  it('does not end when another host or another VM changes, or when the VM is paused', () => {
    const hosts = [host('h1'), host('h2'), host('h3', { version: 'QEMU 11' })];
    const vms = [vm('a', 'h1', { state: 'paused' }), vm('b', 'h1', { definition: 'd2' })];
    expect(pairsOf(pair, { hosts, vms })).toEqual(['a h2']);
  });

  it('does not end with a change of a host if it concerns the VM alone', () => {
    const hosts = [host('h1'), host('h2', { cpuModel: 'Xeon', networks: [] })];
    expect(pairsOf(kept({ vmId: 'a' }), { ...world, hosts })).toEqual(['a h2']);
  });
});

describe('the duration of a refusal', () => {
  it.each([
    ['cpu-incompatible', 'pair', null],
    ['vm-not-movable', 'vm', null],
    ['destination-refused', 'host', 3600],
    ['destination-full', 'pair', 3600],
    ['destination-lost', 'moment', 600],
    ['migration-failed', 'moment', 86_400],
    ['vm-not-found', 'vm', undefined],
    ['migration-cancelled', 'moment', undefined],
  ] as const)('%s of the %s: %s s', (code, scope, seconds) => {
    const expiry = expiryOf({ code, scope }, now);
    expect(expiry).toEqual(typeof seconds === 'number' ? later(seconds) : seconds);
  });

  it('ends after its time, and is over if it lies in the future', () => {
    const bounded = { at: now, expiresAt: later(3600) };
    expect(isOver(bounded, later(3599))).toBe(false);
    expect(isOver(bounded, later(3600))).toBe(true);
    expect(isOver(bounded, later(-3600))).toBe(true);
    expect(isOver({ at: now, expiresAt: later(90_000) }, now)).toBe(true);
    expect(isOver({ at: now, expiresAt: null }, later(1e9))).toBe(false);
  });
});

it.each([
  ['cpu-incompatible', 'pair', { vmId: 'a', fromHostId: null, toHostId: 'h2' }],
  ['vm-not-movable', 'vm', { vmId: 'a', fromHostId: null, toHostId: null }],
  ['destination-refused', 'host', { vmId: null, fromHostId: 'h1', toHostId: 'h2' }],
  ['destination-lost', 'moment', { vmId: null, fromHostId: 'h1', toHostId: 'h2' }],
  ['vm-busy', 'moment', { vmId: 'a', fromHostId: null, toHostId: null }],
  ['migration-failed', 'moment', { vmId: 'a', fromHostId: null, toHostId: 'h2' }],
] as const)('%s of the %s concerns', (code, scope, subject) => {
  expect(subjectOf({ code, scope }, { vmId: 'a', fromHostId: 'h1', toHostId: 'h2' })).toEqual(subject);
});
