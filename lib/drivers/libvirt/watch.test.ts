import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVirsh } from './client.ts';
import { createFakeVirsh } from './fake-virsh.ts';
import { watchHost } from './watch.ts';
import type { WireEvent } from './wire.ts';

const HOST = {
  hostId: 'h1',
  name: 'kvm-01',
  uri: 'qemu+tcp://kvm-01/system',
  peerUri: null,
  migrateUri: null,
};
const started = "2026-11-23 03:37:14.262+0000: event 'lifecycle' for domain 'web-1': Started Booted";

describe('watching a host', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** virsh is listening when this returns. */
  const begin = async () => {
    const fake = createFakeVirsh(() => null);
    const seen: WireEvent[] = [];
    const stop = watchHost(createVirsh(fake.spawn), HOST, (event) => seen.push(event));
    const spin = async (ms: number) => {
      await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
      await vi.advanceTimersByTimeAsync(ms);
    };
    await spin(0);
    return { fake, seen, stop, spin };
  };

  it('passes on events', async () => {
    const { fake, seen, stop, spin } = await begin();
    fake.print('event', started);
    fake.print('event', '\tmemory_total: 135012352');
    await spin(0);
    expect(seen).toEqual([{ name: 'lifecycle', domain: 'web-1', detail: 'Started Booted' }]);
    stop();
  });

  it('reconnects after a pause that doubles, and that is short again after an event', async () => {
    const { fake, stop, spin } = await begin();
    const refused = { stderr: 'error: failed to connect to the hypervisor' };
    fake.end('event', refused);
    await spin(999);
    expect(fake.calls).toHaveLength(1);
    await spin(1);
    expect(fake.calls).toHaveLength(2);
    fake.end('event', refused);
    await spin(1999);
    expect(fake.calls).toHaveLength(2);
    await spin(1);
    expect(fake.calls).toHaveLength(3);
    fake.print('event', started);
    await spin(0);
    fake.end('event', {});
    await spin(1000);
    expect(fake.calls).toHaveLength(4);
    stop();
  });

  it('ends virsh when it is stopped, and does not start it again', async () => {
    const { fake, seen, stop, spin } = await begin();
    stop();
    expect(fake.killed).toHaveLength(1);
    await spin(120_000);
    expect(fake.calls).toHaveLength(1);
    expect(seen).toEqual([]);
  });
});
