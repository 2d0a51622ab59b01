import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { networks } from './networks.ts';

describe('networks', () => {
  const cluster = clusterOf({
    hosts: [host('a'), host('b', { networks: ['lan'] }), host('c', { networks: ['lan', 'dmz', 'backup'] })],
    vms: [vm('v', 'a', { networks: ['lan', 'dmz', 'backup'] })],
  });

  it('names the first network in alphabetical order that the destination lacks', () => {
    expect(networks(cluster, 0, 1)).toEqual({ code: 'network-missing', facts: { missing: 'backup' } });
  });

  it('accepts a host that has all of them, and a host that reports none', () => {
    expect(networks(cluster, 0, 2)).toBeNull();
    expect(networks(cluster, 0, 0)).toBeNull();
  });
});
