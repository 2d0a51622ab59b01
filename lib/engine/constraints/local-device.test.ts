import { describe, expect, it } from 'vitest';
import { clusterOf, host, vm } from '../testing/snapshots.ts';
import { localDevice } from './local-device.ts';

describe('localDevice', () => {
  it('keeps a VM with a device of its host on that host', () => {
    const cluster = clusterOf({
      hosts: [host('a'), host('b')],
      vms: [vm('v', 'a', { localDevices: ['gpu-0'] }), vm('w', 'a')],
    });
    expect(localDevice(cluster, 0, 1)).toEqual({ code: 'local-device', facts: { device: 'gpu-0' } });
    expect(localDevice(cluster, 1, 1)).toBeNull();
  });
});
