import { CPU_STEP_MHZ, MEMORY_STEP_MIB, type Need, sum } from './cluster-input.ts';
import type { Random } from './random.ts';

export interface Draw {
  readonly vms: number;
  readonly cpuMhz: number; // of all of them together
  readonly memoryMiB: number;
  readonly largestCpuMhz: number;
  readonly largestMemoryMiB: number;
}

// Memory sizes are usually powers of two. The sizes are relative, and the common ones are listed more than once.
const FLAVOURS = [0.5, 1, 1, 2, 2, 4] as const;

/** Demands as in real clusters: memory in a few sizes, CPU as measured, and large VMs busier than small ones. */
export function drawNeeds(random: Random, draw: Draw): Need[] {
  const shapes = Array.from({ length: draw.vms }, () => {
    const size = random.pick(FLAVOURS);
    return { memory: size, cpu: Math.sqrt(size) * Math.exp(0.5 * random.normal()) };
  });
  const memory = scaleTo(
    shapes.map((shape) => shape.memory),
    draw.memoryMiB,
    draw.largestMemoryMiB,
    MEMORY_STEP_MIB,
  );
  const cpu = scaleTo(
    shapes.map((shape) => shape.cpu),
    draw.cpuMhz,
    draw.largestCpuMhz,
    CPU_STEP_MHZ,
  );
  return shapes.map((_, i) => ({ cpuMhz: cpu[i] ?? 0, memoryMiB: memory[i] ?? 0 }));
}

/** The shapes scaled to this total. None is above `largest`, and each is a whole number of steps and at least one. */
export function scaleTo(shapes: readonly number[], total: number, largest: number, step: number): number[] {
  let scale = total / sum(shapes);
  for (let round = 0; round < 8; round++) {
    const capped = shapes.map((shape) => Math.min(shape * scale, largest));
    scale *= total / sum(capped);
  }
  return shapes.map((shape) => Math.max(1, Math.round(Math.min(shape * scale, largest) / step)) * step);
}
