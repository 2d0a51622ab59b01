import { Random } from '../instances/random.ts';

/** The CPU use of one VM in percent: one figure every five minutes, from midnight on. */
export interface Trace {
  readonly name: string;
  readonly cpuPercent: readonly number[];
}

/** The VMs of one day, in the order of their names. */
export interface Day {
  readonly name: string;
  readonly traces: readonly Trace[];
}

export const SAMPLE_SECONDS = 300;
export const SAMPLES_PER_DAY = 288;

/**
 * A day similar to PlanetLab's if that data is not available: most VMs idle, a few busy for hours, a slow wave over
 * the day, bursts, and much noise between consecutive figures. The same for the same seed.
 */
export function generateDay(seed: number, vms: number): Day {
  const random = new Random(seed);
  const traces = Array.from({ length: vms }, (_, index) => ({
    name: `generated-${String(index + 1).padStart(4, '0')}`,
    cpuPercent: generateTrace(random),
  }));
  return { name: `generated-${seed}`, traces };
}

function generateTrace(random: Random): number[] {
  const level = Math.min(90, 7 * Math.exp(1.1 * random.normal()));
  const wave = 0.35 * random.next();
  const peakAt = random.between(10, 20) / 24;
  const burstLevel = random.between(20, 90);
  let burstLeft = 0;
  return Array.from({ length: SAMPLES_PER_DAY }, (_, sample) => {
    if (burstLeft > 0) burstLeft--;
    else if (random.chance(0.01)) burstLeft = 1 + random.below(8);
    const time = sample / SAMPLES_PER_DAY - peakAt;
    const usual = level * (1 + wave * Math.cos(2 * Math.PI * time)) * Math.exp(0.5 * random.normal() - 0.125);
    return Math.round(Math.min(100, Math.max(0, usual + (burstLeft > 0 ? burstLevel : 0))));
  });
}

/**
 * The figure `seconds` after midnight, interpolated linearly between the two nearest samples. After the last sample
 * it is constant.
 */
export function interpolate(samples: ArrayLike<number>, seconds: number): number {
  const position = Math.min(seconds / SAMPLE_SECONDS, samples.length - 1);
  const index = Math.floor(position);
  const left = samples[index] ?? 0;
  const right = samples[index + 1] ?? left;
  return left + (position - index) * (right - left);
}
