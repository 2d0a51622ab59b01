import { describe, expect, it } from 'vitest';
import { Policy } from '../../../../lib/model/policy.ts';
import { Collector } from '../collector.ts';
import { tinyCentre } from '../tiny-centre.ts';
import { World } from '../world.ts';
import { oneMetricRule } from './one-metric-rule.ts';
import type { View } from './strategy.ts';
import { thresholdRule } from './threshold-rule.ts';

function viewOf(hosts: number, vms: Parameters<typeof tinyCentre>[1]): View {
  const world = new World(tinyCentre(hosts, vms), Policy.parse({}));
  const collector = new Collector(world);
  world.readDemand(0);
  collector.collect(0);
  return {
    seconds: 0,
    snapshot: collector.snapshot(0),
    vmAverages: (minutes) => collector.vmAverages(minutes),
    hostAverages: (minutes) => collector.hostAverages(minutes),
    movedAt: world.movedAt,
  };
}

describe('the threshold rule', () => {
  it('moves the busiest VMs to the least loaded host until the load is below the lower threshold', async () => {
    const view = viewOf(3, [
      [0, 2500, 1],
      [0, 3500, 1],
      [0, 2000, 1],
      [1, 3000, 1],
      [2, 2000, 1],
    ]);
    expect(await thresholdRule.decide(view)).toEqual({ moves: [{ vm: 1, to: 2 }] });
  });

  it('does nothing below the upper threshold, or if no host would stay below the lower one', async () => {
    expect(await thresholdRule.decide(viewOf(2, [[0, 7600, 1]]))).toEqual({ moves: [] });
    const full = viewOf(2, [
      [0, 4000, 1],
      [0, 4000, 1],
      [1, 2000, 1],
    ]);
    expect(await thresholdRule.decide(full)).toEqual({ moves: [] });
  });

  it('does not move a VM that moved less than 30 minutes ago', async () => {
    const view = viewOf(2, [
      [0, 4500, 1],
      [0, 3500, 1],
    ]);
    const after = { ...view, seconds: 1799, movedAt: [0, Number.NEGATIVE_INFINITY] };
    expect(await thresholdRule.decide(after)).toEqual({ moves: [{ vm: 1, to: 1 }] });
    const later = { ...view, seconds: 1800, movedAt: [0, 0] };
    expect(await thresholdRule.decide(later)).toEqual({ moves: [{ vm: 0, to: 1 }] });
  });
});

describe('the one-metric rule', () => {
  const cluster = [
    [0, 5000, 6],
    [0, 500, 2],
    [1, 5000, 3],
    [0, 300, 5],
  ] as const;

  it('moves small VMs first from the most to the least used host until they are within 10 points', async () => {
    expect(await oneMetricRule('memory', 600).decide(viewOf(2, cluster))).toEqual({
      moves: [
        { vm: 1, to: 1 },
        { vm: 3, to: 1 },
      ],
    });
    expect(await oneMetricRule('cpu', 600).decide(viewOf(2, cluster))).toEqual({ moves: [] });
  });

  it('does nothing within the margin, and moves nothing that does not fit', async () => {
    const even = viewOf(2, [
      [0, 3000, 2],
      [1, 2100, 2],
    ]);
    expect(await oneMetricRule('cpu', 600).decide(even)).toEqual({ moves: [] });
    const full = viewOf(2, [
      [0, 9000, 4],
      [1, 100, 14],
    ]);
    expect(await oneMetricRule('cpu', 600).decide(full)).toEqual({ moves: [] });
  });
});
