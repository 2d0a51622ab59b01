import { seedDataCentre } from '../lib/demo/seed-data-centre.ts';
import { withInputChecked } from './arguments.ts';
import type { CommandIo } from './io.ts';
import { readSize } from './seed/read-size.ts';
import { withDatabase } from './with-database.ts';

/**
 * `ballast seed`: stores the simulated data centre in an empty database. `ballast start` does so the first time. With
 * `--hosts` and `--vms`: one of that size, without a past. Exit status 1: a size was asked for, and nothing was stored.
 */
export async function runSeedCommand(argv: string[], io: CommandIo): Promise<number> {
  const size = readSize(argv);
  const isSeeded = await withDatabase(io, ({ ctx, env }) =>
    withInputChecked(() => seedDataCentre({ ctx, input: { size, speed: env.simulatorSpeed ?? undefined } })),
  );
  if (!isSeeded) {
    io.out('Nothing stored: the database has clusters, or had the simulated data centre before.');
    return size ? 1 : 0;
  }
  io.out(
    size
      ? `Stored a simulated data centre of ${size.hosts} hosts and ${size.vms} VMs. Workers observe it from now on.`
      : 'Stored the simulated data centre: a worker now backfills its last seven days.',
  );
  return 0;
}
