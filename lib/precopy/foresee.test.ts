import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { present } from '../model/present.ts';
import { foresee } from './foresee.ts';
import { predictRun } from './predict-run.ts';
import { Queue } from './queue.ts';
import { OVERHEAD_SECONDS, type RunMove } from './run.ts';

const limits = { movesPerHost: 2, movesPerCluster: null, movesPerNetwork: null };
const hosts = ['a', 'b', 'c', 'd'].map((id) => ({ id, migrationNetwork: id < 'c' ? 'lan' : null }));

interface Timed {
  vmId: string;
  fromHostId: string;
  toHostId: string;
  memoryMiB: number;
  seconds: number | null;
}
const move = (vmId: string, seconds: number | null, fromHostId = 'a', toHostId = 'b'): Timed => ({
  vmId,
  seconds,
  fromHostId,
  toHostId,
  memoryMiB: 0,
});
const inMs = ({ seconds }: Timed) => (seconds === null ? null : seconds * 1000);
const spans = (queue: Queue<Timed>) => {
  const seen = foresee(queue, inMs);
  return Object.fromEntries([...seen].map(([{ vmId }, at]) => [vmId, [at.startsInMs, at.endsInMs]]));
};

describe('foresee', () => {
  it('fills each slot as soon as it is free, without waiting for the end of a wave', () => {
    const waiting = [7, 20, 5, 4].map((seconds, index) => move(String(index), seconds));
    expect(spans(new Queue({ limits, hosts, waiting }))).toEqual({
      0: [0, 7000],
      1: [0, 20_000],
      2: [7000, 12_000],
      3: [12_000, 16_000],
    });
  });

  it('starts a later move first if an earlier one has no free slot', () => {
    const waiting = [move('0', 10), move('1', 10), move('2', 10), move('3', 10, 'c', 'd')];
    expect(spans(new Queue({ limits, hosts, waiting }))).toEqual({
      0: [0, 10_000],
      1: [0, 10_000],
      2: [10_000, 20_000],
      3: [0, 10_000],
    });
  });

  it('respects the limits of the cluster and of each network, including active moves', () => {
    const active = [move('0', 3, 'c', 'd')];
    const waiting = [move('1', 10), move('2', 5, 'c', 'd')];
    const ofCluster = new Queue({ limits: { ...limits, movesPerCluster: 1 }, hosts, active, waiting });
    expect(spans(ofCluster)).toMatchObject({ 1: [3000, 13_000], 2: [13_000, 18_000] });
    const onLan = [move('1', 10), move('2', 5), move('3', 5, 'c', 'd')];
    const ofNetwork = new Queue({ limits: { ...limits, movesPerNetwork: 1 }, hosts, waiting: onLan });
    expect(spans(ofNetwork)).toEqual({ 1: [0, 10_000], 2: [10_000, 15_000], 3: [0, 5000] });
  });

  it('waits for a move that is to be retried later, and keeps the order of the moves of one VM', () => {
    const [later, next] = [move('later', 10), move('next', 5, 'c', 'd')];
    const again = move('again', 1, 'd', 'a');
    const waiting = [later, next, { ...again, vmId: 'next' }];
    const seen = foresee(
      new Queue({ limits, hosts, waiting, dueInMs: (each) => (each === later ? 30_000 : 0) }),
      inMs,
    );
    expect([...seen.values()].map(({ startsInMs }) => startsInMs)).toEqual([0, 5000, 30_000]);
  });

  it('gives no times for moves behind a move of unknown duration, but for all others', () => {
    const active = [move('stuck', null)];
    const waiting = [move('1', 10, 'a', 'c'), move('2', 10, 'c', 'd')];
    const queue = new Queue({ limits: { ...limits, movesPerHost: 1 }, hosts, active, waiting });
    expect(spans(queue)).toEqual({ stuck: [0, null], 1: [null, null], 2: [0, 10_000] });
  });

  const anyLimit = fc.option(fc.integer({ min: 1, max: 4 }));
  const anyRun = fc.record({
    moves: fc.array(
      fc.record({
        from: fc.nat(3),
        step: fc.integer({ min: 1, max: 3 }),
        vm: fc.nat(9),
        memoryMiB: fc.integer({ min: 50, max: 4000 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
    freeMiB: fc.array(fc.integer({ min: 0, max: 6000 }), { minLength: 4, maxLength: 4 }),
    movesPerHost: fc.integer({ min: 1, max: 3 }),
    movesPerCluster: anyLimit,
    movesPerNetwork: anyLimit,
  });

  it('gives the same start times as the forecast of a run, with any limits', () => {
    fc.assert(
      fc.property(anyRun, ({ moves, freeMiB, ...some }) => {
        const run = moves.map(({ from, step, vm, memoryMiB }): RunMove => {
          const ends = {
            fromHostId: present(hosts[from]?.id, 'host'),
            toHostId: present(hosts[(from + step) % 4]?.id, 'host'),
          };
          const writes = { touchedMiB: memoryMiB, dirtyMiBps: 5, workingSetMiB: 50, downtimeLimitMs: 300 };
          const copy = { kind: 'live' as const, ...writes, bandwidthMiBps: 100, fixedSeconds: 0 };
          return { vmId: String(vm), ...ends, memoryMiB, copy, fixedSeconds: 1 };
        });
        const withMemory = hosts.map((host, index) => ({ ...host, linkMiBps: 100, freeMiB: freeMiB[index] }));
        const forecast = predictRun(run, withMemory, { ...some, overheadSeconds: OVERHEAD_SECONDS });
        const secondsOf = new Map(run.map((each, index) => [each, forecast.moves[index]?.seconds ?? 0]));
        const seen = foresee(
          new Queue({ limits: some, hosts: withMemory, waiting: run }),
          (each) => ((secondsOf.get(each) ?? 0) + OVERHEAD_SECONDS) * 1000,
        );
        for (const [index, each] of run.entries())
          expect(seen.get(each)?.startsInMs).toBeCloseTo(
            1000 * (forecast.moves[index]?.startSeconds ?? -1),
            3,
          );
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
