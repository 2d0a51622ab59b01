import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import { effectivePolicy } from '@/lib/model/effective-policy';
import type { PolicyPatch } from '@/lib/model/policy';
import { fieldsAt } from '@/lib/model/policy-fields';
import { editPolicyAction } from '../actions';
import { TakeBack } from './take-back';

vi.mock('../actions', () => ({ editPolicyAction: vi.fn() }));
const edit = vi.mocked(editPolicyAction);
beforeEach(() => edit.mockReset());

const entry = {
  id: '7',
  at: new Date('2026-11-24T09:00:00Z'),
  actor: { name: 'Ada', kind: 'user' },
  fields: ['mode', 'maxMoves'],
  before: { mode: 'suggest' },
  after: { mode: 'automatic', maxMoves: 50 },
} as const;

function showEntry(own: PolicyPatch) {
  const page = {
    ref: { scope: 'product' },
    name: null,
    version: 3,
    fields: fieldsAt('product'),
    own,
    inherited: effectivePolicy([]),
    weaker: [],
    clusters: [],
    abilities: null,
  } as const;
  return show(
    <TakeBack
      page={{ ...page, weaker: [], clusters: [] }}
      entry={{ ...entry, fields: [...entry.fields] }}
      refusal={null}
    />,
  );
}

it('restores the values before a change, and what was not set then', async () => {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const { user } = showEntry({ mode: 'automatic', maxMoves: 50, maxTries: 2 });
  await user.click(screen.getByRole('button', { name: 'Take back' }));
  expect(screen.getByText('Mode: Suggest')).toBeDefined();
  expect(screen.getByText('Moves of one plan: not set')).toBeDefined();
  await user.click(screen.getByRole('button', { name: 'Take back' }));
  expect(edit.mock.calls).toEqual([
    [{ scope: 'product', version: 3, change: { mode: 'suggest' }, inherit: ['maxMoves'] }],
  ]);
});

it('says when there is nothing to restore', async () => {
  showEntry({ mode: 'suggest' });
  act(() => screen.getByRole('button', { name: 'Take back' }).focus());
  expect(screen.getByRole('tooltip').textContent).toContain('already');
});
