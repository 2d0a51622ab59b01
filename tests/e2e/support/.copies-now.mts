import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../lib/db/embedded/postgres.ts';

const { url } = await startEmbeddedPostgres(path.join(process.env.BALLAST_DATA_DIR ?? '', 'postgres'));
const client = new pg.Client({ connectionString: url });
await client.connect();
const { rows } = await client.query(
  'SELECT id, host_id FROM vm WHERE copy_host_id IS NOT NULL ORDER BY name',
);
console.log(rows.map((r) => `${r.id} ${r.host_id}`).join('\n'));
await client.end();
