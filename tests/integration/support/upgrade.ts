import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';

const folder = path.resolve(import.meta.dirname, '../../../prisma/migrations');
const names = fs
  .readdirSync(folder)
  .filter((name) => fs.existsSync(path.join(folder, name, 'migration.sql')));

export type RunSql = (text: string, values?: unknown[]) => Promise<void>;

/**
 * A database of the previous release: applies the migrations before the first whose name ends with the given text,
 * stores the rows of `fill`, and applies the remaining migrations.
 */
export async function upgradeFilled(
  url: string,
  first: string,
  fill: (run: RunSql) => Promise<void>,
): Promise<void> {
  const from = names.findIndex((name) => name.endsWith(first));
  if (from < 0) throw new Error(`there is no migration ${first}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const run: RunSql = async (text, values = []) => void (await client.query(text, values));
    const apply = async (some: string[]) => {
      for (const name of some) await run(fs.readFileSync(path.join(folder, name, 'migration.sql'), 'utf8'));
    };
    await apply(names.slice(0, from));
    await fill(run);
    await apply(names.slice(from));
  } finally {
    await client.end();
  }
}
