/**
 * Writes a command to the simulated world of a cluster of a running installation: `befall-now.ts <cluster> <command as JSON>`.
 * docs/simulator.md has the commands.
 */
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';

const [cluster, body] = process.argv.slice(2);
const dataFolder = process.env.BALLAST_DATA_DIR;
if (!dataFolder || !cluster || !body) throw new Error('BALLAST_DATA_DIR, a cluster and a command are needed');
const { url } = await startEmbeddedPostgres(path.join(dataFolder, 'postgres'));
const client = new pg.Client({ connectionString: url });
await client.connect();
await client.query(
  'INSERT INTO simulator_command (cluster_id, at, body) SELECT id, now(), $2::jsonb FROM cluster WHERE name = $1',
  [cluster, body],
);
await client.end();
