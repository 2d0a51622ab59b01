import { expect, it } from 'vitest';
import { withSection } from './document.ts';

it('rewrites one section and keeps the others', () => {
  const both = withSection(withSection('', 'scale', '## Scale\n\nold'), 'planner', '## Planner\n\nfigures');
  const renewed = withSection(both, 'scale', '## Scale\n\nnew');
  expect(renewed).toContain('## Planner\n\nfigures');
  expect(renewed).toContain('## Scale\n\nnew');
  expect(renewed).not.toContain('old');
});

it('keeps the order of the sections, whichever is written first', () => {
  const page = withSection(withSection('', 'replay', '## Replay'), 'planner', '## Planner');
  expect(page.indexOf('## Planner')).toBeLessThan(page.indexOf('## Replay'));
});

it('writes the same page if nothing has changed', () => {
  const page = withSection('', 'planner', '## Planner\n\n| a |\n');
  expect(withSection(page, 'planner', '## Planner\n\n| a |\n')).toBe(page);
});
