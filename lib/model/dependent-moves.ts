/** Closures over what moves need: for each move of a plan, the indices of others that must be carried out with it. */

/** These moves and all that they need, directly or not, as indices in the plan. Sorted. */
export function withNeeded(needed: readonly (readonly number[])[], chosen: readonly number[]): number[] {
  const found = new Set(chosen);
  for (const index of found) for (const other of needed[index] ?? []) found.add(other); // grows while it is iterated
  return [...found].sort((a, b) => a - b);
}

/** This move and all that need it, directly or not: without it they cannot be carried out. Sorted. */
export function withDependents(needed: readonly (readonly number[])[], left: number): number[] {
  const isWithout = (index: number) => withNeeded(needed, [index]).includes(left);
  return [...needed.keys()].filter((index) => index === left || isWithout(index));
}
