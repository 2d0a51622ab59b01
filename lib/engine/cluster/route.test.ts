import { describe, expect, it } from 'vitest';
import { SnapshotHost, type SnapshotLink } from '../../model/snapshot.ts';
import { host, policyOf } from '../testing/snapshots.ts';
import { Links, routeBetween } from './route.ts';

const named = (id: string, more: Parameters<typeof host>[1] = {}) => SnapshotHost.parse(host(id, more));
const [a, b, c] = [named('a'), named('b', { migrationMbps: 1000 }), named('c')];

const route = (links: SnapshotLink[], to = b, policy = {}) =>
  routeBetween(a, to, { links: new Links(links), policy: policyOf(policy) });

describe('routeBetween', () => {
  it('takes the slower host for the way while nothing was taught', () => {
    expect(routeBetween(a, b)).toMatchObject({ basis: 'assumed', targetPauseMs: 300 });
    expect(routeBetween(a, b).bandwidthMiBps).toBeCloseTo(113.2, 1);
  });

  it('believes finished migrations before what hosts say: of the pair, otherwise the source, otherwise the cluster', () => {
    const pair = { fromHostId: 'a', toHostId: 'b', bandwidthMiBps: 50, fixedSeconds: 2 };
    const links = [{ bandwidthMiBps: 400 }, { fromHostId: 'a', bandwidthMiBps: 300 }, pair];
    expect(route(links)).toMatchObject({ bandwidthMiBps: 50, fixedSeconds: 2, basis: 'learned' });
    expect(route(links, c)).toMatchObject({ bandwidthMiBps: 300, basis: 'cluster' });
    expect(routeBetween(c, a, { links: new Links(links) })).toMatchObject({
      bandwidthMiBps: 400,
      basis: 'cluster',
    });
  });

  it('does not take what capped moves got for all that there is', () => {
    const capped = { fromHostId: 'a', toHostId: 'b', leastMiBps: 20 };
    expect(route([capped]).bandwidthMiBps).toBeCloseTo(113.2, 1);
    expect(route([{ ...capped, leastMiBps: 200 }]).bandwidthMiBps).toBe(200);
    expect(route([capped, { bandwidthMiBps: 90 }]).bandwidthMiBps).toBe(90);
  });

  it('keeps to the cap, of which a move gets the share that moves got', () => {
    const link = { fromHostId: 'a', toHostId: 'b', bandwidthMiBps: 500, capShare: 0.98, pauseMiBps: 800 };
    expect(route([link], b, { bandwidthCapMiBps: 100 })).toMatchObject({
      bandwidthMiBps: 98,
      pauseMiBps: 800,
    });
    expect(route([link], b, { targetPauseMs: 50 }).targetPauseMs).toBe(50);
  });
});
