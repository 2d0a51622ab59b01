import { describe, expect, it } from 'vitest';
import { rateHosts } from './rate-hosts.ts';
import { host, policyOf, snapshotOf, vm } from './testing/snapshots.ts';

describe('rateHosts', () => {
  const snapshot = snapshotOf({
    hosts: [
      host('a'),
      host('empty'),
      host('half'),
      host('full', { memoryMiB: 10_000 }),
      host('away', { state: 'offline' }),
    ],
    vms: [
      vm('v', 'a'),
      vm('h', 'half', { memoryMiB: 40_000, demand: { cpuMhz: 5_000 } }),
      vm('f', 'full', { memoryMiB: 9_000 }),
    ],
  });
  const ratings = rateHosts(snapshot, policyOf(), 'v');

  it('rates every other host, best first', () => {
    expect(ratings.map(({ hostId, stars }) => [hostId, stars])).toEqual([
      ['empty', 4.5],
      ['half', 2.5],
      ['away', 0],
      ['full', 0],
    ]);
  });

  it('explains a rating by the load including the VM: [1 - load] x weight', () => {
    expect(ratings[1]).toMatchObject({
      cpu: { loadAfter: 0.6, weight: 1, points: 0.4 },
      memory: { loadAfter: 0.5, weight: 1, points: 0.5 },
      sourceAfter: { cpu: 0, memory: 0 },
      rejection: null,
    });
  });

  it('gives no stars to a host that is refused, and gives the reason', () => {
    expect(ratings[2]?.rejection).toMatchObject({ vmId: 'v', hostId: 'away', code: 'host-not-online' });
    expect(ratings[3]?.rejection).toMatchObject({
      code: 'no-memory',
      facts: { needsMiB: 10_000, freeMiB: 1_000 },
    });
  });

  it('predicts live and quick migration', () => {
    const { live, quick } = ratings[0] ?? {};
    expect(live?.converges).toBe(true);
    expect(live?.downtimeMs).toBeLessThan(quick?.downtimeMs ?? 0);
  });

  it('warns of an exceeded threshold, and does not forbid the move', () => {
    const tight = snapshotOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b', { demand: { cpuMhz: 7_500 } })],
    });
    const [rating] = rateHosts(tight, policyOf(), 'v');
    expect(rating?.stars).toBeGreaterThan(0);
    expect(rating?.warnings).toMatchObject([
      { code: 'over-threshold', facts: { resource: 'cpu', afterPercent: 85 } },
    ]);
  });
});
