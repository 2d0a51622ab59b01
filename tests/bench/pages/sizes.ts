import { seedDataCentre } from '../../../lib/demo/seed-data-centre.ts';
import type { BenchServer } from '../executor/bench-server.ts';
import { until } from '../executor/until.ts';

/** A size of simulated data centre to measure. */
export interface CentreSize {
  hosts: number;
  vms: number;
  clusters?: number;
}

export const referenceSize: CentreSize = { hosts: 1000, vms: 25_000 };
/** The sizes at which pages are measured, to see how they grow; the last one is the reference size. */
export const centreSizes: readonly CentreSize[] = [
  { hosts: 10, vms: 250 },
  { hosts: 100, vms: 2500 },
  referenceSize,
];

/** A cluster of the size at which previews are measured. */
export const previewSize: CentreSize = { hosts: 63, vms: 1563, clusters: 1 };

export const nameOf = ({ hosts, vms }: CentreSize): string =>
  `${hosts.toLocaleString('en')} hosts, ${vms.toLocaleString('en')} VMs`;

/** Stores a data centre of this size, and waits until all of it was observed and evaluated. */
export async function storeCentre({ db, ctx }: BenchServer, size: CentreSize): Promise<void> {
  if (!(await seedDataCentre({ ctx, input: { size } }))) throw new Error('the database is not empty');
  await until(`${nameOf(size)} were observed`, async () => {
    const seen = await db.host.count({ where: { connection: 'up', cpuLoad: { not: null } } });
    const planned = await db.cluster.count({ where: { lastPlannedAt: null } });
    return seen === size.hosts && planned === 0 ? true : null;
  });
}
