import { type SpawnOptions, spawn as spawnProcess } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { createMemoryErrors, failingBy } from './memory-errors.ts';

const host = {
  hostId: 'h1',
  name: 'kvm-01',
  uri: 'qemu+ssh://kvm-01/system',
  peerUri: null,
  migrateUri: null,
};

it('reports uncorrected errors of all memory controllers together', () => {
  expect(failingBy('0\n0\n')).toBeNull();
  expect(failingBy('0\n3\n1\n')).toEqual({ reason: 'memory', detail: 'EDAC: 4 uncorrected memory errors' });
});

it('says nothing of a host without such counters', () => {
  expect(failingBy('')).toBeUndefined();
  expect(failingBy('cat: Permission denied')).toBeUndefined();
});

it('is read apart from the observation, once in five minutes, and only over SSH', async () => {
  let now = 0;
  const spawn = vi.fn((_: string, __: string[], options: SpawnOptions) =>
    spawnProcess('sh', ['-c', 'echo 2'], options),
  );
  const errors = createMemoryErrors(spawn, () => now);
  expect(errors.of({ ...host, uri: 'qemu+tls://kvm-01/system' })).toBeUndefined();
  expect(errors.of(host)).toBeUndefined(); // it is being read
  await vi.waitFor(() => expect(errors.of(host)).toMatchObject({ reason: 'memory' }));
  expect(spawn).toHaveBeenCalledTimes(1);
  now = 300_000;
  expect(errors.of(host)).toMatchObject({ reason: 'memory' }); // the last reading, until the next one is there
  await vi.waitFor(() => expect(spawn).toHaveBeenCalledTimes(2));
});
