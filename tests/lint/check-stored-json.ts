import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findFaults, jsonColumnsOf } from './stored-json.ts';

const root = path.resolve(import.meta.dirname, '../..');
const columns = jsonColumnsOf(readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8'));

const files = ['app', 'bin', 'components', 'lib']
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.posix.join(folder, file.split(path.sep).join('/')),
    ),
  )
  .filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !/^lib\/(db|drivers)\//.test(file),
  );

let found = 0;
for (const file of files) {
  for (const { line, text } of findFaults(file, readFileSync(path.join(root, file), 'utf8'), columns)) {
    console.error(`${file}:${line}: ${text}`);
    found++;
  }
}
if (found > 0) {
  console.error('A JSON column is parsed in lib/db (json-columns.ts), and written with toJson.');
  process.exitCode = 1;
}
