import { Snapshot } from '../../../lib/model/snapshot.ts';
import { type Family, generators } from './families.ts';
import { Random } from './random.ts';
import type { Size } from './size.ts';

export interface InstanceSpec extends Size {
  readonly family: Family;
  readonly seed: number;
}

/**
 * One instance: always the same snapshot for the same family, size and seed. Throws a ZodError if a family violates
 * the schema.
 */
export function makeInstance({ family, hosts, vms, seed }: InstanceSpec): Snapshot {
  const input = generators[family](new Random(seed), { hosts, vms });
  return Snapshot.parse({ takenAt: '2026-01-31T12:00:00Z', ...input });
}
