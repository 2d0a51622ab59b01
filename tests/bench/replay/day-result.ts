import { z } from 'zod';

/** One strategy's day on one cluster, evaluated with the actual demand. */
export const DayResult = z.object({
  strategy: z.string(),
  overloadedHostMinutes: z.number(),
  unseenHostMinutes: z.number().optional(), // of these: before the smoothed demand showed it; left out: measured by an older version
  copyingHostMinutes: z.number().optional(), // of these: seen, and a VM was leaving the host
  starvedVmMinutes: z.number(), // on hosts whose VMs had a demand above the capacity without the reserve
  spread: z.number(), // sd(CPU) + sd(memory) over the hosts, averaged over the day
  overloadedByHour: z.array(z.number()), // host-minutes from midnight to the end of each hour
  moves: z.number(),
  movedMiB: z.number(),
  movesBack: z.number(), // to a host that the VM had left less than an hour before
  limitsBroken: z.number(), // moves begun in violation of a hard limit: memory on either host, or too many moves at once
  refused: z.number(), // moves that never fitted, and were dropped
  decisions: z.number(),
  cpuSeconds: z.number(), // CPU time of decisions
});
export type DayResult = z.infer<typeof DayResult>;
