import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictLive } from './predict.ts';
import { predictRun } from './predict-run.ts';
import type { RunHost, RunLimits, RunMove } from './run.ts';

const limits: RunLimits = {
  movesPerHost: 2,
  movesPerCluster: null,
  movesPerNetwork: null,
  overheadSeconds: 0,
};
const host: RunHost = { id: '0', linkMiBps: 100, freeMiB: 1e6, migrationNetwork: null };

function move(vmId: string, fromHost: number, toHost: number, touchedMiB = 1000): RunMove {
  const copy = {
    kind: 'live' as const,
    touchedMiB,
    dirtyMiBps: 5,
    workingSetMiB: 50,
    bandwidthMiBps: 100,
    downtimeLimitMs: 300,
    fixedSeconds: 0,
  };
  const ends = { fromHostId: String(fromHost), toHostId: String(toHost) };
  return { vmId, ...ends, memoryMiB: touchedMiB, copy, fixedSeconds: 1 };
}

const hosts = (count: number, change: Partial<RunHost> = {}) =>
  Array.from({ length: count }, (_, index) => ({ ...host, id: String(index), ...change }));

describe('predictRun', () => {
  it('predicts a single move like the move alone', () => {
    const only = move('a', 0, 1);
    const { seconds, moves } = predictRun([only], hosts(2), limits);
    const alone = only.copy ? predictLive({ ...only.copy, fixedSeconds: 1 }) : null;
    expect(seconds).toBeCloseTo(alone?.seconds ?? 0, 6);
    expect(moves[0]).toMatchObject({ startSeconds: 0, converges: true });
    expect(moves[0]?.transferredMiB).toBeCloseTo(alone?.transferredMiB ?? 0, 6);
  });

  it('takes about twice as long for two moves that share a link, but not for two that do not', () => {
    const one = predictRun([move('a', 0, 1)], hosts(4), limits).seconds;
    const apart = predictRun([move('a', 0, 1), move('b', 2, 3)], hosts(4), limits).seconds;
    const together = predictRun([move('a', 0, 1), move('b', 0, 2)], hosts(4), limits).seconds;
    expect(apart).toBeCloseTo(one, 6);
    expect(together / one).toBeGreaterThan(1.8);
    expect(together / one).toBeLessThan(2.2);
  });

  it('delays a move until there is a slot at its hosts, in the cluster and on its network', () => {
    const three = [move('a', 0, 1), move('b', 0, 1), move('c', 0, 1)];
    const starts = (some: Partial<RunLimits>, change: Partial<RunHost> = {}) =>
      predictRun(three, hosts(2, change), { ...limits, ...some }).moves.map((each) =>
        Math.round(each.startSeconds),
      );
    expect(starts({ movesPerHost: 3 })).toEqual([0, 0, 0]);
    const two = starts({});
    expect(two.slice(0, 2)).toEqual([0, 0]);
    expect(two[2]).toBeGreaterThan(15);
    expect(starts({ movesPerHost: 3, movesPerCluster: 1 })[1]).toBeGreaterThan(9);
    expect(starts({ movesPerHost: 3, movesPerNetwork: 1 }, { migrationNetwork: 'lan' })[1]).toBeGreaterThan(
      9,
    );
  });

  it('delays a move until another has made room', () => {
    const tight = [
      { ...host, id: '0', freeMiB: 0 },
      { ...host, id: '1', freeMiB: 1000 },
      { ...host, id: '2', freeMiB: 0 },
    ];
    const { moves } = predictRun([move('a', 0, 1), move('b', 2, 0)], tight, limits);
    expect(moves[1]?.startSeconds).toBeCloseTo(moves[0]?.seconds ?? 0, 6);
  });

  it('moves the same VM twice, one move after the other', () => {
    const { moves } = predictRun([move('a', 0, 1), move('a', 1, 2)], hosts(3), limits);
    expect(moves[1]?.startSeconds).toBeCloseTo(moves[0]?.seconds ?? 0, 6);
  });

  it('reports that a VM that converges alone does not converge beside others', () => {
    const busy = (vmId: string, toHost: number): RunMove => {
      const plain = move(vmId, 0, toHost);
      return plain.copy ? { ...plain, copy: { ...plain.copy, dirtyMiBps: 60, workingSetMiB: 900 } } : plain;
    };
    expect(predictRun([busy('a', 1)], hosts(3), limits).moves[0]?.converges).toBe(true);
    const both = predictRun([busy('a', 1), busy('b', 2)], hosts(3), limits).moves;
    expect(both.every((each) => each.converges)).toBe(false);
  });

  const anyRun = fc.integer({ min: 2, max: 5 }).chain((count) =>
    fc.record({
      moves: fc.array(
        fc
          .record({
            from: fc.nat(count - 1),
            step: fc.integer({ min: 1, max: count - 1 }),
            touchedMiB: fc.integer({ min: 50, max: 4000 }),
          })
          .map(({ from, step, touchedMiB }) => ({ from, to: (from + step) % count, touchedMiB })),
        { minLength: 1, maxLength: 12 },
      ),
      hosts: fc.constant(hosts(count)),
      movesPerHost: fc.integer({ min: 1, max: 4 }),
    }),
  );

  it('is never faster than its links and its slowest move allow', () => {
    fc.assert(
      fc.property(anyRun, ({ moves, hosts: all, movesPerHost }) => {
        const list = moves.map(({ from, to, touchedMiB }, i) => move(`vm-${i}`, from, to, touchedMiB));
        const predicted = predictRun(list, all, { ...limits, movesPerHost });
        const alone = list.map((each) => predictRun([each], all, limits).seconds);
        expect(predicted.seconds).toBeGreaterThanOrEqual(Math.max(...alone) - 1e-6);
        all.forEach((_, index) => {
          for (const side of ['fromHostId', 'toHostId'] as const) {
            const sent = predicted.moves
              .filter((__, i) => list[i]?.[side] === String(index))
              .reduce((sum, each) => sum + each.transferredMiB, 0);
            // the rate of a link excludes headers
            expect(sent).toBeLessThanOrEqual(predicted.seconds * host.linkMiBps * 1.002 + 1e-6);
          }
        });
        for (const each of predicted.moves) expect(each.transferredMiB).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
