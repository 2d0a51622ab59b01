import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { figuresOf } from './figures.ts';
import { PlacementProgram } from './placement-program.ts';
import { solve } from './solve.ts';

export interface MinPeak {
  readonly peak: number; // of the best placement that was found
  readonly bound: number; // no placement has a lower peak
  readonly isProven: boolean;
}

/**
 * The minimum peak that at most `maxMoves` moves can reach, by HiGHS. Every VM may move to every host: for
 * snapshots without rules. Null if nothing was found in time.
 */
export async function minPeak(
  snapshot: Snapshot,
  maxMoves: number,
  cpuLimitSeconds: number,
): Promise<MinPeak | null> {
  const model = new PlacementProgram(snapshot, () => true);
  const { program } = model;
  for (const host of snapshot.hosts) {
    program.atMost([...model.load(host, 'cpu'), [-1, 'peakCpu']], 0);
    program.atMost([...model.load(host, 'memory'), [-1, 'peakMemory']], 0);
  }
  program.atMost(model.moves(), maxMoves);
  program.minimise([
    [1, 'peakCpu'],
    [1, 'peakMemory'],
  ]);
  const solution = await solve(program, cpuLimitSeconds);
  if (!('values' in solution)) return null;
  return {
    peak: figuresOf(snapshot, model.placementFrom(solution.values)).peak,
    bound: solution.bound,
    isProven: solution.status === 'optimal',
  };
}
