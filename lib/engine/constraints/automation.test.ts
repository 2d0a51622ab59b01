import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { automation } from './automation.ts';

describe('automation', () => {
  it('keeps excluded and manual VMs out of balancing', () => {
    const cluster = clusterOf({
      hosts: [host('a')],
      vms: [vm('u', 'a'), vm('v', 'a', { automation: 'manual' }), vm('w', 'a', { automation: 'excluded' })],
    });
    expect([0, 1, 2].map((i) => automation(cluster, i)?.code)).toEqual([undefined, 'manual', 'excluded']);
  });
});
