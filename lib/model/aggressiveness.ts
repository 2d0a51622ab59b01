export interface Worth {
  readonly leastGain: number; // for each moved VM
  readonly gap: number; // for each unit of load that it moves, in fractions of a host
}

/**
 * The minimum worth of a move by aggressiveness, judged on its two hosts alone. A VM that moves a share x of a host's
 * load to a host with d less load reduces the sum of their squares by 2 x (d - x). Half of that, less `gap` times x,
 * summed over CPU and memory, must reach `leastGain`. Roughly: hosts less than `gap` apart exchange nothing, and
 * large VMs need a little more than small ones.
 */
export const worthByAggressiveness: Record<number, Worth> = {
  1: { leastGain: 0.008, gap: 0.3 },
  2: { leastGain: 0.005, gap: 0.22 },
  3: { leastGain: 0.003, gap: 0.14 },
  4: { leastGain: 0.001, gap: 0.08 },
  5: { leastGain: 0.0003, gap: 0.03 },
};

/** How much spread a waiting suggestion may be worse than a newer one, by aggressiveness 1 to 5. */
export const toleratedSpreadByAggressiveness: Record<number, number> = {
  1: 0.1,
  2: 0.06,
  3: 0.02,
  4: 0.01,
  5: 0.004,
};
