import { afterEach, expect, it, vi } from 'vitest';
import { timeLeft } from './deadline.ts';
import { createFakeVirsh } from './fake-virsh.ts';
import { createLane } from './lane.ts';
import { createShellPool } from './shell-pool.ts';

afterEach(() => {
  vi.useRealTimers();
});

const NEVER = 2 ** 30;
const silent = Array.from({ length: 20 }, (_, n) => `qemu+ssh://silent-${n}/system`);
const isSilent = (uri: string) => silent.includes(uri);

function openPool(placeMs: number) {
  const fake = createFakeVirsh(() => ({ stdout: 'ok' }), isSilent);
  const open = (uri: string) => fake.spawn('virsh', ['-c', uri], {});
  return createShellPool(open, { newLane: () => createLane(placeMs) });
}

it('does not delay a host that answers until silent hosts have timed out', async () => {
  const pool = openPool(1);
  for (const uri of silent) void pool.ask(uri, 'nodeinfo', timeLeft(NEVER));
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', timeLeft(NEVER))).toMatchObject({
    isOk: true,
  });
});

it('does not delay it for hosts that were silent before, not even in the queue', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  const pool = openPool(NEVER);
  const first = Promise.all(silent.slice(0, 8).map((uri) => pool.ask(uri, 'nodeinfo', timeLeft(4000))));
  await vi.advanceTimersByTimeAsync(4000);
  await first;
  for (const uri of silent.slice(0, 8)) void pool.ask(uri, 'nodeinfo', timeLeft(NEVER));
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', timeLeft(NEVER))).toMatchObject({
    isOk: true,
  });
});

it('sends no request when there is no time left', async () => {
  const pool = openPool(1);
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', () => 0)).toMatchObject({ end: 'silent' });
});

it('does not treat a host as silent because a request had too little time for it', async () => {
  let opened = 0;
  const fake = createFakeVirsh(
    () => ({ stdout: 'ok' }),
    () => opened++ === 0, // only the connection for the second request is answered
  );
  const pool = createShellPool((uri) => fake.spawn('virsh', ['-c', uri], {}));
  const hurried = pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', () => 1);
  const patient = pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', timeLeft(NEVER));
  expect(await hurried).toMatchObject({ end: 'silent' });
  expect(await patient).toMatchObject({ isOk: true });
});
