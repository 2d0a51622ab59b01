import { z } from 'zod';

/** One strategy's day on one cluster, judged by the demand as it truly was. */
export const DayResult = z.object({
  strategy: z.string(),
  overloadedHostMinutes: z.number(),
  starvedVmMinutes: z.number(), // on hosts whose VMs wanted more than all that the reserve leaves
  spread: z.number(), // sd(CPU) + sd(memory) over the hosts, averaged over the day
  overloadedByHour: z.array(z.number()), // host-minutes from midnight to the end of each hour
  moves: z.number(),
  movedMiB: z.number(),
  movesBack: z.number(), // to a host that the VM had left less than an hour before
  limitsBroken: z.number(), // moves begun against a hard limit: memory on either host, or too many moves at once
  refused: z.number(), // moves that never fitted, and were dropped
  decisions: z.number(),
  cpuSeconds: z.number(), // that deciding took
});
export type DayResult = z.infer<typeof DayResult>;
