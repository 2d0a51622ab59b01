import { expect, it } from 'vitest';
import { show } from '@/components/testing/show';
import { AuditDetails } from './audit-details';

const textOf = (details: Record<string, unknown>) =>
  show(<AuditDetails details={details} />)
    .container.textContent?.replaceAll(/\s+/g, ' ')
    .trim();

it.each([
  ['the end of a job', { state: 'succeeded' }, 'Succeeded'],
  ['all moves of a suggestion', { moves: 3, of: 3 }, '3 moves'],
  ['some moves of a suggestion', { moves: 1, of: 3 }, '1 of 3 moves'],
  ['a note', { note: 'firmware update' }, '“firmware update”'],
  ['an empty note', { note: '' }, ''],
  ['a role', { role: 'viewer' }, 'role Viewer'],
  [
    'a changed policy, with values that are set no more',
    { from: { maxMoves: 5, mode: 'off' }, to: { mode: 'urgent', windows: [], movesPerCluster: null } },
    'Moves of one plan 5 moves → - · Mode Off → Urgent moves automatically · Windows - → always · Moves at the same time, whole cluster - → no limit',
  ],
  ['a changed role', { from: 'viewer', to: 'operator' }, 'Viewer → Operator'],
])('describes %s', (_, details, text) => {
  expect(textOf(details)).toBe(text);
});

it('shows details without a message as they were stored', () => {
  const { container } = show(<AuditDetails details={{ state: 'melted', outcome: 'balanced' }} />);
  const codes = [...container.querySelectorAll('code')].map((code) => code.textContent);
  expect(codes).toEqual(['outcome=balanced', 'state=melted']);
});
