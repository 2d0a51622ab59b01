import { checkEnd } from './invariants-of-ends.ts';
import { Player } from './player.ts';
import type { Schedule } from './schedule.ts';
import type { Lane } from './turns.ts';
import { type ChaosWorld, makeWorld } from './world.ts';

/** What happened in a schedule, for the tally. */
export interface Played {
  faults: Record<string, number>;
  runs: number;
  moves: Record<string, number>; // by state
  patchRuns: Record<string, number>; // by state
  steps: Record<string, number>; // by state
}

/** Plays one schedule against the real executor, fixes all faults, lets the runs end, and checks every invariant. */
export async function play(lane: Lane, schedule: Schedule): Promise<Played> {
  const { world, player } = await startPlaying(lane, schedule);
  try {
    for (const step of schedule.steps) await player.take(step);
    await player.repairAll();
    await checkEnd(lane.db, world);
    return await tally(lane, world, player);
  } finally {
    await world.remove();
  }
}

/** The world of a schedule before its first step, and the player that takes its steps. */
export async function startPlaying(
  lane: Lane,
  schedule: Schedule,
): Promise<{ world: ChaosWorld; player: Player }> {
  const world = await makeWorld(lane.db, schedule);
  return { world, player: new Player(lane, world) };
}

async function tally({ db }: Lane, { clusterId }: ChaosWorld, player: Player): Promise<Played> {
  const groups = await db.move.groupBy({ by: ['state'], where: { run: { clusterId } }, _count: true });
  const patchRuns = await db.patchRun.groupBy({ by: ['state'], where: { clusterId }, _count: true });
  const steps = await db.powerStep.groupBy({ by: ['state'], where: { clusterId }, _count: true });
  const counted = (rows: readonly { state: string; _count: number }[]): Record<string, number> =>
    Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
  return {
    faults: player.faults,
    runs: await db.run.count({ where: { clusterId } }),
    moves: counted(groups),
    patchRuns: counted(patchRuns),
    steps: counted(steps),
  };
}
