import { seedDataCentre } from '../lib/demo/seed-data-centre.ts';
import { BallastError } from '../lib/model/errors.ts';
import type { CommandIo } from './io.ts';
import { withDatabase } from './with-database.ts';

/** `ballast seed`: stores the simulated data centre in an empty database. `ballast start` does so the first time. */
export async function runSeedCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0) throw new BallastError('bad-usage', `ballast seed takes no arguments (${argv[0]}).`);
  const isSeeded = await withDatabase(io, ({ ctx }) => seedDataCentre({ ctx, input: {} }));
  io.out(
    isSeeded
      ? 'Stored the simulated data centre: a worker now lives it through its last seven days.'
      : 'Nothing stored: the database has clusters, or had the simulated data centre before.',
  );
  return 0;
}
