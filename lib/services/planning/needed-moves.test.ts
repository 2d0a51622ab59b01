import { expect, it } from 'vitest';
import { host, policyOf, snapshotOf, vm } from '../../engine/testing/snapshots.ts';
import { neededMoves } from './needed-moves.ts';

const move = (
  vmId: string,
  fromHostId: string,
  toHostId: string,
  code: 'even-load' | 'make-room',
  facts = {},
) => ({
  vmId,
  fromHostId,
  toHostId,
  kind: 'live' as const,
  wave: 1,
  reason: { code, facts },
});
const neededOf = (vms: ReturnType<typeof vm>[], moves: ReturnType<typeof move>[], rules: object[] = []) =>
  neededMoves(
    snapshotOf({ hosts: ['h1', 'h2', 'h3'].map((id) => host(id)), vms, rules: rules as never }),
    policyOf(),
    moves,
  );

it('a move needs nothing that it does without', () => {
  const vms = [vm('a', 'h1'), vm('b', 'h1')];
  expect(neededOf(vms, [move('a', 'h1', 'h2', 'even-load'), move('b', 'h1', 'h3', 'even-load')])).toEqual([
    [],
    [],
  ]);
});

it('a move needs the one that makes room for it, and both moves of a VM that is parked belong together', () => {
  const vms = [vm('a', 'h1'), vm('b', 'h2')];
  const moves = [
    move('b', 'h2', 'h3', 'make-room', { forVm: 'a' }),
    move('a', 'h1', 'h2', 'even-load'),
    move('b', 'h3', 'h1', 'even-load'),
  ];
  expect(neededOf(vms, moves)).toEqual([[2], [0, 2], [0]]);
});

it('a move needs what leaves its destination, if that would have no memory or exceed a threshold without', () => {
  const large = { memoryMiB: 60_000, demand: { cpuMhz: 1000 } };
  const busy = { demand: { cpuMhz: 5000 } };
  const swap = [move('b', 'h2', 'h3', 'even-load'), move('a', 'h1', 'h2', 'even-load')];
  expect(neededOf([vm('a', 'h1', large), vm('b', 'h2', large)], swap)).toEqual([[], [0]]);
  expect(neededOf([vm('a', 'h1', busy), vm('b', 'h2', busy)], swap)).toEqual([[], [0]]);
});

it('VMs that must stay together need each other', () => {
  const rules = [{ id: 'r', name: 'pair', kind: 'together', mode: 'must', vmIds: ['a', 'b'], hostIds: [] }];
  const vms = [vm('a', 'h1'), vm('b', 'h1')];
  const pair = [move('a', 'h1', 'h2', 'even-load'), move('b', 'h1', 'h2', 'even-load')];
  expect(neededOf(vms, pair, rules)).toEqual([[1], [0]]);
});
