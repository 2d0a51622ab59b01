export interface Worth {
  readonly leastGain: number; // for each moved VM
  readonly gap: number; // for each unit of load that it takes along, in fractions of a host
}

/**
 * What a move must be worth by aggressiveness, judged on its two hosts alone. A VM that takes x of a host's load to one that has
 * d less makes the squares of both smaller by 2 x (d - x); half of that, less `gap` times x, summed over CPU and memory, must
 * reach `leastGain`. Roughly: hosts less than `gap` apart exchange nothing, and large VMs need a little more than small ones.
 */
export const worthByAggressiveness: Record<number, Worth> = {
  1: { leastGain: 0.008, gap: 0.3 },
  2: { leastGain: 0.005, gap: 0.22 },
  3: { leastGain: 0.003, gap: 0.14 },
  4: { leastGain: 0.001, gap: 0.08 },
  5: { leastGain: 0.0003, gap: 0.03 },
};

/** By how much spread a suggestion that waits may fall short of a newer one, by aggressiveness 1 to 5. */
export const toleratedSpreadByAggressiveness: Record<number, number> = {
  1: 0.1,
  2: 0.06,
  3: 0.02,
  4: 0.01,
  5: 0.004,
};
