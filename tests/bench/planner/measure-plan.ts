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

/** Times of the counted runs, in turn, and the memory that the process came to hold. */
export const Measurement = z.object({
  wallMs: z.array(z.number()),
  cpuMs: z.array(z.number()),
  idleMiB: z.number(), // resident before the first plan, with the snapshot read
  peakMiB: z.number(), // the most ever resident
  moves: z.number(),
  before: z.number(), // spread
  after: z.number(),
  faults: z.number(),
});
export type Measurement = z.infer<typeof Measurement>;

/** Plans one instance in a process of its own, some times unmeasured and then some times measured. */
export async function measurePlan(request: MeasureRequest): Promise<Measurement> {
  const child = new URL('./measure-child.ts', import.meta.url).pathname;
  const { stdout } = await runMeasured(process.execPath, ['--import', 'tsx', child, JSON.stringify(request)]);
  return Measurement.parse(JSON.parse(stdout));
}
