import { describe, expect, it } from 'vitest';
import { groupRefusals, type RefusalView } from './group-refusals.ts';

const at = new Date('2026-11-29T12:00:00Z');
let count = 0;
const refusal = (
  vm: string | null,
  to: string | null,
  code = 'cpu-incompatible',
  from = 'h1',
): RefusalView => ({
  id: `r${++count}`,
  vm: vm === null ? null : { id: vm, name: vm, hostId: 'h1' },
  from,
  to: to === null ? null : { id: to, name: to },
  code,
  scope: 'pair',
  facts: {},
  message: null,
  at,
  expiresAt: null,
  run: null,
});
const grouped = (refusals: RefusalView[]) =>
  groupRefusals(refusals).map(({ from, to, code, refusals: all }) => [
    from,
    to?.name ?? null,
    code,
    all.map(({ vm }) => vm?.name ?? null).join(' '),
  ]);

describe('refusals in groups', () => {
  it('are grouped by destination and cause, newest first', () => {
    expect(
      grouped([
        refusal('a', 'h2'),
        refusal('b', 'h3'),
        refusal('c', 'h2', 'storage-unsafe'),
        refusal('d', 'h2'),
        refusal('e', 'h3'),
      ]),
    ).toEqual([
      [null, 'h2', 'cpu-incompatible', 'a d'],
      [null, 'h3', 'cpu-incompatible', 'b e'],
      [null, 'h2', 'storage-unsafe', 'c'],
    ]);
  });

  it('separate connections between hosts from VMs, and from each other', () => {
    const code = 'destination-unreachable';
    expect(
      grouped([refusal(null, 'h2', code), refusal('a', 'h2', code), refusal(null, 'h2', code, 'h3')]),
    ).toEqual([
      ['h1', 'h2', code, ''],
      [null, 'h2', code, 'a'],
      ['h3', 'h2', code, ''],
    ]);
  });

  it('put VMs that no destination accepts under one cause', () => {
    expect(grouped([refusal('a', null, 'vm-not-movable'), refusal('b', null, 'vm-not-movable')])).toEqual([
      [null, null, 'vm-not-movable', 'a b'],
    ]);
  });
});
