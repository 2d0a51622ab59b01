import type { Snapshot } from '../../model/snapshot.ts';

/** The snapshot without these rules, by id: a person has lifted them for an order. */
export const withoutRules = (snapshot: Snapshot, lifted: readonly string[] = []): Snapshot =>
  lifted.length === 0
    ? snapshot
    : { ...snapshot, rules: snapshot.rules.filter(({ id }) => !lifted.includes(id)) };
