import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { sourceOnline } from './source-online.ts';

describe('sourceOnline', () => {
  it('moves nothing from a host that is not online', () => {
    const cluster = clusterOf({
      hosts: [host('a', { state: 'maintenance' }), host('b')],
      vms: [vm('v', 'a'), vm('w', 'b')],
    });
    expect(sourceOnline(cluster, 0)).toEqual({ code: 'host-not-online', facts: { state: 'maintenance' } });
    expect(sourceOnline(cluster, 1)).toBeNull();
  });
});
