import { matchesPattern } from './name-pattern.ts';

/** What a rule says of its VMs, or of its hosts: those that were picked, and those that match any pattern or tag. */
export interface Choice {
  picked: readonly string[]; // ids
  names: readonly string[]; // patterns (lib/model/name-pattern.ts)
  tags: readonly string[];
}

interface Choosable {
  id: string;
  name: string;
  tags: readonly string[];
}

/**
 * The members of a choice among the VMs or hosts that there are now, in their order. It is found again each time, so
 * that a new VM that matches is a member from its first observation on.
 */
export function membersOf<Thing extends Choosable>(choice: Choice, things: readonly Thing[]): Thing[] {
  const picked = new Set(choice.picked);
  return things.filter(
    ({ id, name, tags }) =>
      picked.has(id) ||
      choice.names.some((pattern) => matchesPattern(name, pattern)) ||
      choice.tags.some((tag) => tags.includes(tag)),
  );
}
