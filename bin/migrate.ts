import { BallastError } from '../lib/model/errors.ts';
import type { CommandIo } from './io.ts';
import { prepareDatabase, withServer } from './with-database.ts';

/** `ballast migrate`: brings the database to this version's schema. `ballast start` does the same by itself. */
export async function runMigrateCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0)
    throw new BallastError('bad-usage', `ballast migrate takes no arguments (${argv[0]}).`);
  const applied = await withServer(io, prepareDatabase);
  for (const name of applied) io.out(`applied ${name}`);
  if (applied.length === 0) io.out('The database is up to date.');
  return 0;
}
