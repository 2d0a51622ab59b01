import { describe, expect, it } from 'vitest';
import { DriverError } from '../model/errors.ts';
import type { ClusterObservation, HostObservation } from '../model/ports.ts';
import { createClusterReader } from './cluster-reader.ts';

const seen = (hostId: string): HostObservation => ({
  hostId,
  observedAt: new Date(0),
  vms: [],
  alarms: [],
  use: { cpuBusyFraction: null, memoryUsedMiB: null },
  facts: {
    cpuCores: 8,
    coreMhz: 2600,
    memoryMiB: 8192,
    cpuModel: null,
    cpuFeatures: [],
    networks: null,
    storages: null,
    migrationMbps: null,
    rack: null,
    version: '1',
    cpuIds: null,
    numaNodes: null,
    hugePages: null,
  },
});

const silentError = (host: string) =>
  new DriverError('host-unreachable', `${host} does not answer`, { host });

const outcomes = ({ hosts }: ClusterObservation) =>
  hosts.map((reading) => [
    reading.hostId,
    'error' in reading ? reading.error.code : reading.observation.hostId,
  ]);

it('returns a result for each host in order, and keeps a failure to its own host', async () => {
  const { observeCluster } = createClusterReader(
    async (hostId) => {
      if (hostId === 'a') throw silentError('a');
      if (hostId === 'b') throw new TypeError('no such word');
      return seen(hostId);
    },
    (hostId) => hostId,
  );
  expect(outcomes(await observeCluster(['c', 'a', 'b']))).toEqual([
    ['c', 'c'],
    ['a', 'host-unreachable'],
    ['b', 'driver-failed'],
  ]);
});

it('does not wait for a host that hangs, and asks it again only once it has answered', async () => {
  let asked = 0;
  let answer = Promise.withResolvers<HostObservation>();
  const reader = createClusterReader(
    async (hostId) => {
      if (hostId !== 'slow') return seen(hostId);
      asked++;
      return answer.promise;
    },
    (hostId) => `the ${hostId} one`,
  );
  const patient = { until: new AbortController().signal };
  const read = async (options: { until: AbortSignal }) =>
    outcomes(await reader.observeCluster(['slow', 'quick'], options));
  const late = [
    ['slow', 'host-unreachable'],
    ['quick', 'quick'],
  ];
  const over = new AbortController();
  const first = read({ until: over.signal });
  await Promise.resolve();
  over.abort();
  expect((await first)[0]).toEqual(late[0]);
  expect(await read(patient)).toEqual(late); // still hanging: nobody waits, and nothing is asked twice
  expect(asked).toBe(1);
  answer.resolve(seen('slow'));
  await answer.promise;
  await new Promise(setImmediate);
  answer = Promise.withResolvers();
  answer.resolve(seen('slow'));
  expect(await read(patient)).toEqual([
    ['slow', 'slow'],
    ['quick', 'quick'],
  ]);
  expect(asked).toBe(2);
});

it('hands over what it has read if a host takes longer, and then everything', async () => {
  const slow = Promise.withResolvers<HostObservation>();
  const { observeCluster } = createClusterReader(
    async (hostId) => (hostId === 'slow' ? slow.promise : seen(hostId)),
    (hostId) => hostId,
  );
  const taken: unknown[] = [];
  const take = (hosts: ClusterObservation['hosts']) => taken.push(outcomes({ hosts }));
  const after = new AbortController();
  const reading = observeCluster(['b', 'slow', 'a'], { early: { after: after.signal, take } });
  await new Promise(setImmediate);
  expect(taken).toEqual([]);
  after.abort();
  const quick = [
    ['b', 'b'],
    ['a', 'a'],
  ];
  expect(taken).toEqual([quick]);
  slow.resolve(seen('slow'));
  expect(outcomes(await reading)).toEqual([quick[0], ['slow', 'slow'], quick[1]]);
  expect(await observeCluster(['a'], { early: { after: new AbortController().signal, take } })).toBeDefined();
  expect(taken).toHaveLength(1);
});

describe('a host that does not answer', () => {
  function watchSilence() {
    const asked: number[] = [];
    let readings = 0;
    let isSilent = true;
    const reader = createClusterReader(
      async (hostId) => {
        asked.push(readings);
        if (isSilent) throw silentError(hostId);
        return seen(hostId);
      },
      (hostId) => hostId,
    );
    const read = async (options = {}) => {
      readings++;
      return outcomes(await reader.observeCluster(['a'], options))[0]?.[1];
    };
    return { asked, read, reader, answer: () => (isSilent = false) };
  }

  it('is asked less often after three failures, at most every fourth time, and its failure stays', async () => {
    const { asked, read } = watchSilence();
    for (let i = 0; i < 20; i++) expect(await read()).toBe('host-unreachable');
    expect(asked).toEqual([1, 2, 3, 5, 8, 12, 16, 20]);
  });

  it('is asked at once if somebody asks, if something happened on it, and every time once it has answered', async () => {
    const { asked, read, reader, answer } = watchSilence();
    for (let i = 0; i < 8; i++) await read();
    expect(asked.at(-1)).toBe(8);
    expect(await read({ isAsked: true })).toBe('host-unreachable');
    expect(asked.at(-1)).toBe(9);
    reader.wake('a');
    answer();
    expect(await read()).toBe('a');
    expect(await read()).toBe('a');
    expect(asked.slice(-2)).toEqual([10, 11]);
  });

  it('is asked again after an answer to a question of its own', async () => {
    const { asked, read, reader, answer } = watchSilence();
    for (let i = 0; i < 8; i++) await read();
    answer();
    await reader.observeHost('a');
    expect(await read()).toBe('a');
    expect(asked.at(-1)).toBe(9);
  });
});
