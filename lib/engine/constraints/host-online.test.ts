import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { hostOnline } from './host-online.ts';

describe('hostOnline', () => {
  it.each(['draining', 'maintenance', 'offline'] as const)(
    'refuses a host that is %s and reports its state',
    (state) => {
      const cluster = clusterOf({ hosts: [host('a'), host('b', { state })], vms: [vm('v', 'a')] });
      expect(hostOnline(cluster, 0, 1)).toEqual({ code: 'host-not-online', facts: { state } });
      expect(hostOnline(cluster, 0, 0)).toBeNull();
    },
  );
});
