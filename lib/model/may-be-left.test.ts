import { expect, it } from 'vitest';
import { mayBeLeft } from './may-be-left.ts';

const running = { state: 'running', localDevices: [], ties: [] } as const;

it('is for VMs that are stopped, or that no move could take while they run', () => {
  expect(mayBeLeft(running)).toBe(false);
  expect(mayBeLeft({ ...running, state: 'stopped' })).toBe(true);
  expect(mayBeLeft({ ...running, localDevices: ['pci 0000:65:00.0'] })).toBe(true);
  expect(mayBeLeft({ ...running, managedBy: 'OpenStack Nova' })).toBe(true);
  expect(mayBeLeft({ ...running, managedBy: null })).toBe(false);
});

it('is not for VMs that could be moved live, or by a quick migration', () => {
  expect(mayBeLeft({ ...running, ties: [{ blocks: ['live'] }] })).toBe(false);
  expect(mayBeLeft({ ...running, ties: [{ blocks: ['live', 'offline'] }] })).toBe(false);
  expect(mayBeLeft({ ...running, ties: [{ blocks: ['live'] }, { blocks: ['quick'] }] })).toBe(true);
});
