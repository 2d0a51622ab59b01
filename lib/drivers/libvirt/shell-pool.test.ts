import { expect, it } from 'vitest';
import { timeLeft } from './deadline.ts';
import { createFakeVirsh } from './fake-virsh.ts';
import { createLane } from './lane.ts';
import { createShellPool } from './shell-pool.ts';

const NEVER = 2 ** 30;
const silent = Array.from({ length: 20 }, (_, n) => `qemu+ssh://silent-${n}/system`);
const isSilent = (uri: string) => silent.includes(uri);

function openPool(placeMs: number) {
  const fake = createFakeVirsh(() => ({ stdout: 'ok' }), isSilent);
  const open = (uri: string) => fake.spawn('virsh', ['-c', uri], {});
  return createShellPool(open, () => createLane(placeMs));
}

it('does not let an answering host wait until silent ones have run out of their time', async () => {
  const pool = openPool(1);
  for (const uri of silent) void pool.ask(uri, 'nodeinfo', timeLeft(NEVER));
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', timeLeft(NEVER))).toMatchObject({
    isOk: true,
  });
});

it('does not let it wait for those that were silent before, not even for a place', async () => {
  const pool = openPool(NEVER);
  await Promise.all(silent.slice(0, 8).map((uri) => pool.ask(uri, 'nodeinfo', timeLeft(1))));
  for (const uri of silent.slice(0, 8)) void pool.ask(uri, 'nodeinfo', timeLeft(NEVER));
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', timeLeft(NEVER))).toMatchObject({
    isOk: true,
  });
});

it('asks nobody when there is no time left', async () => {
  const pool = openPool(1);
  expect(await pool.ask('qemu+ssh://kvm-01/system', 'nodeinfo', () => 0)).toMatchObject({ end: 'silent' });
});
