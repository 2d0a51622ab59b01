import { reportFaults, sourcesIn } from './lint-sources.ts';
import { findMissingIds } from './missing-ids.ts';

reportFaults(
  sourcesIn(['app', 'bin', 'components', 'i18n', 'lib', 'tests']).filter(
    (file) => !file.startsWith('lib/db/generated/') && !file.endsWith('missing-ids.test.ts'),
  ),
  findMissingIds,
  'A missing id is not an empty one: use `valueFor`, or insist on it with `present`.',
);
