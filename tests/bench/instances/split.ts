import type { Random } from './random.ts';

/**
 * Splits a total into this many parts. Each is a whole number of steps and at least one, and they differ
 * log-normally by `sigma`.
 */
export function splitInto(
  random: Random,
  { total, parts, step, sigma }: { total: number; parts: number; step: number; sigma: number },
): number[] {
  const steps = Math.round(total / step);
  const shapes = Array.from({ length: parts }, () => Math.exp(sigma * random.normal()));
  const scale = (steps - parts) / shapes.reduce((sum, shape) => sum + shape, 0);
  const whole = shapes.map((shape) => 1 + Math.floor(shape * scale));
  let left = steps - whole.reduce((sum, part) => sum + part, 0);
  for (let i = 0; left > 0; i = (i + 1) % parts, left--) whole[i] = (whole[i] ?? 0) + 1;
  return whole.map((part) => part * step);
}

/** The number of VMs of each host: as even as possible, with the larger numbers on random hosts. */
export function evenCounts(random: Random, vms: number, hosts: number): number[] {
  const extra = vms % hosts;
  return random.shuffle(
    Array.from({ length: hosts }, (_, h) => Math.floor(vms / hosts) + (h < extra ? 1 : 0)),
  );
}
