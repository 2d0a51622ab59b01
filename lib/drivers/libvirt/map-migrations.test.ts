import { describe, expect, it } from 'vitest';
import { fixture } from './fake-virsh.ts';
import { eventOf, placementOf, progressOf, statisticsOf } from './map.ts';
import { parseJobInfo } from './wire.ts';

describe('a migration', () => {
  it('has progress while it runs', () => {
    const job = parseJobInfo(fixture('domjobinfo-running-raw'));
    expect(job && progressOf(job)).toMatchObject({
      elapsedMs: 2160,
      bytesTotal: 135_012_352,
      bytesProcessed: 23_983_839,
      bytesRemaining: 94_502_912,
      round: 1,
      dirtyMiBps: 0,
    });
    expect(job && progressOf(job).bandwidthMiBps).toBeCloseTo(15.96, 2);
  });

  it('has the statistics of the destination after its end', () => {
    const job = parseJobInfo(fixture('domjobinfo-completed-raw'));
    const statistics = job && statisticsOf(job);
    expect(statistics).toMatchObject({
      elapsedMs: 19_970,
      downtimeMs: 87,
      bytesProcessed: 391_748_381,
      rounds: 9,
      setupMs: 8,
      dirtyMiBps: null, // the destination does not know it
    });
    expect(statistics?.memoryMiB).toBeCloseTo(128.76, 2);
    expect(statistics?.bandwidthMiBps).toBeCloseTo(19.52, 2);
    expect(statistics?.reported).toMatchObject({ memory_normal: 95_388, memory_iteration: 9 });
    expect(statistics?.reported).not.toHaveProperty('Job type');
  });
});

describe('placement and events', () => {
  it('treats only a paused copy as incoming', () => {
    expect(placementOf('paused', true)).toBe('incoming');
    expect(placementOf('running', true)).toBe('running');
    expect(placementOf('shut off', false)).toBe('stopped');
    expect(placementOf('crashed', false)).toBe('paused');
    expect(placementOf('pmsuspended', false)).toBe('paused');
    expect(placementOf('in shutdown', false)).toBe('running');
    expect(placementOf('no state', false)).toBeNull();
    expect(placementOf('constructor', false)).toBeNull();
  });

  it.each([
    ['lifecycle', 'Started Migrated', 'started'],
    ['lifecycle', 'Suspended Migrated', 'paused'],
    ['lifecycle', 'Resumed Migrated', 'resumed'],
    ['lifecycle', 'Stopped Migrated', 'stopped'],
    ['lifecycle', 'Undefined Removed', 'undefined'],
    ['lifecycle', 'toString', 'other'],
    ['migration-iteration', "iteration: '2'", 'migration-progress'],
    ['agent-lifecycle', 'connected', 'other'],
  ])('maps %s %s to %s', (name, detail, kind) => {
    expect(eventOf({ name, domain: 'web-1', detail }, 'h1', null)).toEqual({
      hostId: 'h1',
      vmUuid: null,
      vmName: 'web-1',
      kind,
    });
  });
});
