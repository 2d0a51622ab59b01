import { reportFaults, sourcesIn } from './lint-sources.ts';
import { findLiteralSpreads } from './spreads.ts';

reportFaults(
  sourcesIn(['app', 'bin', 'components', 'i18n', 'lib', 'tests']).filter(
    (file) => !file.startsWith('lib/db/generated/'),
  ),
  findLiteralSpreads,
  'Write the properties or elements themselves: a spread of a literal switches off the check for excess properties.',
);
