/**
 * What one measurement of a running VM showed, without a migration: the memory that it wrote at least once during
 * that time. What it wrote several times counts once.
 */
export interface MeasuredWrites {
  seconds: number;
  dirtiedMiB: number;
}

/** A measurement as a hypervisor reports it, until its next one. `key` differs from measurement to measurement. */
export interface ReportedWrites extends MeasuredWrites {
  key: number;
}
