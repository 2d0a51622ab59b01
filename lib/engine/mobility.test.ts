import { describe, expect, it } from 'vitest';
import type { Tie } from '../model/vm.ts';
import { mobilityOf, wayOf } from './mobility.ts';

const free = { managedBy: undefined, localDevices: [], ties: [] };
const tied = (...ties: Tie[]) => mobilityOf({ ...free, ties });
const tpm: Tie = { kind: 'tpm', name: 'emulated TPM', blocks: ['offline'] };
const vgpu: Tie = { kind: 'feature', name: '3D acceleration', blocks: ['live', 'quick'] };
const snapshots: Tie = { kind: 'snapshots', name: 'before', blocks: ['live', 'quick', 'offline'] };

describe('how a VM can move', () => {
  it.each([
    ['any', []],
    ['running', [tpm]],
    ['paused', [{ ...vgpu, blocks: ['live'] }]],
    ['stopped', [vgpu]],
    ['none', [tpm, vgpu]],
    ['none', [snapshots]],
  ] satisfies [string, Tie[]][])('%s', (way, ties) => {
    expect(wayOf(tied(...ties))).toBe(way);
  });

  it('names what forbids each kind of move, once', () => {
    expect(tied(tpm, vgpu, tpm).obstacles).toEqual([
      { kinds: ['offline'], code: 'tpm', facts: { name: 'emulated TPM' } },
      { kinds: ['live', 'quick'], code: 'feature', facts: { name: '3D acceleration' } },
    ]);
  });

  it('lists another manager first, and lists a device once even if it is also a tie', () => {
    const device: Tie = { kind: 'host-device', name: 'pci 41:00.0', blocks: ['live', 'quick', 'offline'] };
    const vm = { managedBy: 'oVirt', localDevices: ['pci 41:00.0', 'usb 1'], ties: [device] };
    expect(mobilityOf(vm)).toMatchObject({
      kinds: [],
      obstacles: [
        { code: 'managed-elsewhere', facts: { manager: 'oVirt' } },
        { code: 'local-device', facts: { device: 'usb 1' } },
        { code: 'host-device', facts: { name: 'pci 41:00.0' } },
      ],
    });
  });
});
