import { readSource, reportFaults, sourcesIn } from './lint-sources.ts';
import { findFaults, jsonColumnsOf } from './stored-json.ts';

const columns = jsonColumnsOf(readSource('prisma/schema.prisma'));

reportFaults(
  sourcesIn(['app', 'bin', 'components', 'lib']).filter(
    (file) => !/\.test\.tsx?$/.test(file) && !/^lib\/(db|drivers)\//.test(file),
  ),
  (file, text) => findFaults(file, text, columns),
  'A JSON column is parsed in lib/db (json-columns.ts), and written with toJson.',
);
