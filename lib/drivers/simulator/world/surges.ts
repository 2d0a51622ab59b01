import { demandCores, hostAt, keyOf, vmAt } from './load.ts';
import { uniform } from './noise.ts';
import { stateOfVm } from './power.ts';
import type { WorldShape, WorldState } from './state.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Random surges keep this distance from configured ones, so that those are seen alone. */
const QUIET_BEFORE = 150 * MINUTE;
const QUIET_AFTER = 120 * MINUTE;
/** Some slots have none, so that days differ. */
const LIKELIHOOD = 0.65;
/** How far a surge raises the demand of one VM, as a share of its vCPUs. */
const FULLEST = 0.95;
const channel = { occurs: 11, start: 12, host: 13, length: 14, level: 15, order: 16 };

interface UpcomingSurge {
  startsAt: number;
  endsAt: number;
  host: number;
  level: number;
}

/** The n-th random surge: one in each slot of a day / perDay. Null: the world has none. */
function randomSurge(shape: WorldShape, n: number): (UpcomingSurge & { occurs: boolean }) | null {
  const { randomSurges, seed, hosts } = shape.config;
  if (randomSurges === null || shape.randomFrom === null) return null;
  const slotMs = DAY / randomSurges.perDay;
  const startsAt = Math.floor(shape.randomFrom + (n + 0.1 + 0.6 * uniform(seed, n, channel.start)) * slotMs);
  const minutes = 50 + 60 * uniform(seed, n, channel.length);
  return {
    startsAt,
    endsAt: startsAt + minutes * MINUTE,
    host: Math.floor(uniform(seed, n, channel.host) * hosts.length),
    level: 0.84 + 0.1 * uniform(seed, n, channel.level),
    occurs:
      uniform(seed, n, channel.occurs) < LIKELIHOOD &&
      shape.fixedSurges.every(
        (fixed) => startsAt < fixed.startsAt - QUIET_BEFORE || startsAt > fixed.startsAt + QUIET_AFTER,
      ),
  };
}

/** When the next surge, configured or random, begins; infinity: none will. */
export function nextSurgeAt(shape: WorldShape, state: WorldState): number {
  const fixed = shape.fixedSurges[state.nextFixedSurge]?.startsAt ?? Number.POSITIVE_INFINITY;
  const random = randomSurge(shape, state.nextRandomSurge)?.startsAt ?? Number.POSITIVE_INFINITY;
  return Math.min(fixed, random);
}

/** Starts the next surge: it selects VMs that are on its host at this moment. */
export function beginNextSurge(shape: WorldShape, state: WorldState): void {
  const fixed = shape.fixedSurges[state.nextFixedSurge];
  const random = randomSurge(shape, state.nextRandomSurge);
  const isFixed = fixed !== undefined && (random === null || fixed.startsAt <= random.startsAt);
  const surge = isFixed ? { ...fixed, occurs: true } : random;
  if (isFixed) state.nextFixedSurge++;
  else state.nextRandomSurge++;
  if (surge === null) return;
  state.at = surge.startsAt;
  state.surges = state.surges.filter((old) => old.endsAt > surge.startsAt);
  if (!surge.occurs || state.isDown[surge.host]) return;
  const coresByVm = pickVms(shape, state, surge);
  if (coresByVm.size > 0) state.surges.push({ startsAt: surge.startsAt, endsAt: surge.endsAt, coresByVm });
}

/** Only a few VMs, as in reality: one after another gets its full vCPUs until the host's demand reaches the level. */
function pickVms(shape: WorldShape, state: WorldState, surge: UpcomingSurge): Map<number, number> {
  const here = shape.config.vms
    .map((vm, i) => ({ vm, i, demand: demandCores(shape, state, i, surge.startsAt) }))
    .filter(
      ({ i }) => stateOfVm(shape, state, i, surge.startsAt) === 'running' && state.hostOfVm[i] === surge.host,
    );
  const cores = hostAt(shape, surge.host).cpuCores;
  let missing = surge.level * cores - here.reduce((sum, one) => sum + one.demand, 0);
  const drawn = here
    .map((one) => ({ ...one, rank: uniform(keyOf(shape, one.i), surge.startsAt, channel.order) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i);
  const coresByVm = new Map<number, number>();
  for (const { i, demand } of drawn) {
    const extra = Math.min(missing, vmAt(shape, i).vcpus * FULLEST - demand);
    if (extra <= 0) continue;
    coresByVm.set(i, extra);
    missing -= extra;
  }
  return coresByVm;
}
