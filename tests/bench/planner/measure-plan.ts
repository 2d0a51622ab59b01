import { z } from 'zod';
import type { Policy } from '../../../lib/model/policy.ts';
import type { InstanceSpec } from '../instances/make-instance.ts';
import { runMeasured } from '../referees/run-measured.ts';

export interface MeasureRequest {
  readonly spec: InstanceSpec;
  readonly policy: Policy;
  readonly warmUps: number;
  readonly runs: number;
}

/** Durations of the counted runs, in order, and the memory of the process. */
export const Measurement = z.object({
  wallMs: z.array(z.number()),
  cpuMs: z.array(z.number()),
  idleMiB: z.number(), // resident memory before the first plan, with the snapshot read
  peakMiB: z.number(), // maximum resident memory
  moves: z.number(),
  before: z.number(), // spread
  after: z.number(),
  faults: z.number(),
});
export type Measurement = z.infer<typeof Measurement>;

/** Plans one instance in a separate process: some runs as a warm-up, and then some measured runs. */
export async function measurePlan(request: MeasureRequest): Promise<Measurement> {
  const child = new URL('./measure-child.ts', import.meta.url).pathname;
  const { stdout } = await runMeasured(process.execPath, ['--import', 'tsx', child, JSON.stringify(request)]);
  return Measurement.parse(JSON.parse(stdout));
}
