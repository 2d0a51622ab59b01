import type { Database } from './client.ts';

/**
 * A percentile (0 to 100) of the measured CPU of VMs over the last hour or less, in cores, by VM id: of the averages of each
 * minute, because shorter peaks are noise. A VM without samples is left out.
 */
export async function readVmPercentiles(
  db: Database,
  input: { vmIds: string[]; from: Date; to: Date; percent: number },
): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ vmId: string; cores: number }[]>`
    SELECT vm_id AS "vmId", percentile_disc(${input.percent}::float8 / 100) WITHIN GROUP (ORDER BY cores) AS cores
    FROM (
      SELECT vm_id, avg(COALESCE(cores, cpu_mhz / core_mhz))::float8 AS cores
      FROM samples.vm_sample LEFT JOIN samples.vm_clock USING (vm_id)
      WHERE vm_id = ANY(${input.vmIds}::uuid[]) AND at > ${input.from} AND at <= ${input.to} AND COALESCE(cores, cpu_mhz / core_mhz) IS NOT NULL
      GROUP BY vm_id, date_bin('1 minute', at, 'epoch')) AS minutes
    GROUP BY 1`;
  return new Map(rows.map((row) => [row.vmId, row.cores]));
}
