import { describe, expect, it } from 'vitest';
import { SnapshotHost, type SnapshotLink } from '../../model/snapshot.ts';
import { host, policyOf } from '../testing/snapshots.ts';
import { Links, routeBetween } from './route.ts';

const named = (id: string, more: Parameters<typeof host>[1] = {}) => SnapshotHost.parse(host(id, more));
const [a, b, c] = [named('a'), named('b', { migrationMbps: 1000 }), named('c')];

const route = (links: SnapshotLink[], to = b, policy = {}) =>
  routeBetween(a, to, { links: new Links(links), policy: policyOf(policy) });

describe('routeBetween', () => {
  it('uses the speed of the slower host when no migration has been measured', () => {
    expect(routeBetween(a, b)).toMatchObject({ basis: 'assumed', targetPauseMs: 300 });
    expect(routeBetween(a, b).bandwidthMiBps).toBeCloseTo(113.2, 1);
  });

  it('prefers finished migrations to reported speeds: first of the pair, then of the source, then of the cluster', () => {
    const pair = { fromHostId: 'a', toHostId: 'b', bandwidthMiBps: 50, fixedSeconds: 2 };
    const links = [{ bandwidthMiBps: 400 }, { fromHostId: 'a', bandwidthMiBps: 300 }, pair];
    expect(route(links)).toMatchObject({ bandwidthMiBps: 50, fixedSeconds: 2, basis: 'learned' });
    expect(route(links, c)).toMatchObject({ bandwidthMiBps: 300, basis: 'cluster' });
    expect(routeBetween(c, a, { links: new Links(links) })).toMatchObject({
      bandwidthMiBps: 400,
      basis: 'cluster',
    });
  });

  it('takes the rate of capped moves only as a minimum of the bandwidth', () => {
    const capped = { fromHostId: 'a', toHostId: 'b', leastMiBps: 20 };
    expect(route([capped]).bandwidthMiBps).toBeCloseTo(113.2, 1);
    expect(route([{ ...capped, leastMiBps: 200 }]).bandwidthMiBps).toBe(200);
    expect(route([capped, { bandwidthMiBps: 90 }]).bandwidthMiBps).toBe(90);
  });

  it('respects the cap and applies the share of the cap that earlier moves reached', () => {
    const link = { fromHostId: 'a', toHostId: 'b', bandwidthMiBps: 500, capShare: 0.98, pauseMiBps: 800 };
    expect(route([link], b, { bandwidthCapMiBps: 100 })).toMatchObject({
      bandwidthMiBps: 98,
      pauseMiBps: 800,
    });
    expect(route([link], b, { targetPauseMs: 50 }).targetPauseMs).toBe(50);
  });
});
