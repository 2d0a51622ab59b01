import { expect, it } from 'vitest';
import { MoveSlots, occupy } from './move-slots.ts';

const host = (id: string, migrationNetwork: string | null = null) => ({
  id,
  name: `kvm-${id}`,
  migrationNetwork,
});
const move = (fromHostId: string, toHostId: string) => ({ fromHostId, toHostId });
const none = { movesPerHost: 2, movesPerCluster: null, movesPerNetwork: null };

it('counts moves in and out of a host together', () => {
  const slots = new MoveSlots(
    none,
    [host('a'), host('b'), host('c'), host('d')],
    [move('a', 'b'), move('c', 'a')],
  );
  expect(slots.whyFull(move('a', 'd'))).toEqual({ code: 'host-limit', facts: { host: 'kvm-a', limit: 2 } });
  expect(slots.whyFull(move('d', 'a'))).toEqual({ code: 'host-limit', facts: { host: 'kvm-a', limit: 2 } });
  expect(slots.whyFull(move('b', 'c'))).toBeNull();
});

it('counts moves in the whole cluster', () => {
  const slots = new MoveSlots({ ...none, movesPerCluster: 1 }, []);
  expect(slots.whyFull(move('a', 'b'))).toBeNull();
  occupy(slots.of(move('a', 'b')));
  expect(slots.whyFull(move('c', 'd'))).toEqual({ code: 'cluster-limit', facts: { limit: 1 } });
});

it('counts moves on each named network, and a move between two networks on both', () => {
  const hosts = [host('a', 'x'), host('b', 'x'), host('c', 'y'), host('d', 'y'), host('e'), host('f')];
  const slots = new MoveSlots({ ...none, movesPerNetwork: 1 }, hosts, [move('a', 'c')]);
  expect(slots.whyFull(move('b', 'e'))).toEqual({
    code: 'network-limit',
    facts: { network: 'x', limit: 1 },
  });
  expect(slots.whyFull(move('e', 'd'))).toEqual({
    code: 'network-limit',
    facts: { network: 'y', limit: 1 },
  });
  expect(slots.whyFull(move('e', 'f'))).toBeNull();
});
