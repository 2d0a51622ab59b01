import { describe, expect, it } from 'vitest';
import { WayOutBy, type WayVm, wayByMatch, waysOutOf } from './way-out.ts';

const all = ['shutDown', 'save', 'start'] as const;
const vm = (more: Partial<WayVm> = {}): WayVm => ({
  state: 'running',
  localDevices: [],
  ties: [],
  managedBy: null,
  isPersistent: true,
  duplicateHostId: null,
  ...more,
});

describe('the ways out of a VM', () => {
  it('depend on its state, its devices, and what its hypervisor can', () => {
    expect(waysOutOf(vm(), all)).toEqual(['shutDown', 'save', 'offline']);
    expect(waysOutOf(vm(), [])).toEqual([]);
    expect(waysOutOf(vm(), ['shutDown'])).toEqual(['shutDown']);
    expect(waysOutOf(vm({ state: 'paused' }), all)).toEqual(['save']);
    expect(waysOutOf(vm({ state: 'stopped' }), all)).toEqual(['leave']);
    expect(waysOutOf(vm({ localDevices: ['pci 1'] }), all)).toEqual(['leave', 'shutDown']);
    const noOffline = vm({ ties: [{ kind: 'local-disk', blocks: ['live', 'quick', 'offline'] }] });
    expect(waysOutOf(noOffline, all)).toEqual(['leave', 'shutDown', 'save']);
  });

  it('never stop what would be lost, started by another manager, or is there twice', () => {
    expect(waysOutOf(vm({ isPersistent: false }), all)).toEqual([]);
    expect(waysOutOf(vm({ managedBy: 'oVirt' }), all)).toEqual(['leave']);
    expect(waysOutOf(vm({ duplicateHostId: 'h2' }), all)).toEqual([]);
  });
});

describe('decisions by name or tag', () => {
  const entries = [
    { match: 'tag:Batch', way: 'shutDown' },
    { match: 'db-*', way: 'leave' },
  ] as const;

  it('are those of the first entry that matches', () => {
    expect(wayByMatch(entries, { name: 'db-1', tags: ['batch'] })?.way).toBe('shutDown');
    expect(wayByMatch(entries, { name: 'DB-1', tags: [] })?.way).toBe('leave');
    expect(wayByMatch(entries, { name: 'web', tags: ['prod'] })).toBeNull();
  });

  it('refuse what is neither a pattern nor a tag', () => {
    for (const match of ['', 'tag:', 'a,b', 'db-[12]'])
      expect(WayOutBy.safeParse({ match, way: 'leave' }).success).toBe(false);
    expect(WayOutBy.safeParse({ match: ' tag:x ', way: 'leave' }).data?.match).toBe('tag:x');
  });
});
