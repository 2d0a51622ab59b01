import { checkEnd } from './invariants-of-ends.ts';
import { Player } from './player.ts';
import type { Schedule } from './schedule.ts';
import type { Lane } from './turns.ts';
import { type ChaosWorld, makeWorld } from './world.ts';

/** What a schedule came across, for the tally. */
export interface Played {
  faults: Record<string, number>;
  runs: number;
  moves: Record<string, number>; // by state
}

/** Plays one schedule against the real executor, fixes everything, lets the runs end, and checks every promise. */
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

/** A schedule's world before its first step, with what takes steps in it. */
export async function startPlaying(
  lane: Lane,
  schedule: Schedule,
): Promise<{ world: ChaosWorld; player: Player }> {
  const world = await makeWorld(lane.db, schedule);
  return { world, player: new Player(lane, world) };
}

async function tally({ db }: Lane, { clusterId }: ChaosWorld, player: Player): Promise<Played> {
  const groups = await db.move.groupBy({ by: ['state'], where: { run: { clusterId } }, _count: true });
  return {
    faults: player.faults,
    runs: await db.run.count({ where: { clusterId } }),
    moves: Object.fromEntries(groups.map(({ state, _count }) => [state, _count])),
  };
}
