/**
 * QEMU samples 512 pages of each GiB, so a page that has changed stands for 2 MiB. The rate is then rounded down to
 * whole MiB/s, which loses half of one on average where the steps of 2 MiB over the length are smaller than that.
 */
const lostByRounding = (seconds: number): number => Math.max(0, 0.5 - 1 / seconds);

/** The memory (MiB) that a VM wrote during a measurement, from the whole MiB/s that QEMU reports of it. */
export const writtenMiB = (rateMiBps: number, seconds: number): number =>
  rateMiBps <= 0 ? 0 : (rateMiBps + lostByRounding(seconds)) * seconds;
