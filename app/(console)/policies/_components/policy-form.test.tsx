import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import type { ActionResult } from '@/lib/model/action-result';
import { effectivePolicy } from '@/lib/model/effective-policy';
import type { PolicyPatch } from '@/lib/model/policy';
import { fieldsAt } from '@/lib/model/policy-fields';
import type { PolicyEffect } from '@/lib/services/planning/policy-effect';
import type { PolicyPage } from '@/lib/views/policy/read-policy';
import { editPolicyAction } from '../actions';
import { groupNames } from './field-groups';
import { PolicyForm } from './policy-form';

vi.mock('../actions', () => ({ editPolicyAction: vi.fn() }));
const edit = vi.mocked(editPolicyAction);
const ask = vi.fn<typeof fetch>();

const figures = { moves: 2, overloadedHosts: 1, overloadedAfter: 0, spread: 0.3, spreadAfter: 0.1 };
const day = { moves: 9, overloadedHostMinutes: 109, meanSpread: 0.2 };
const effect: PolicyEffect = {
  now: { before: figures, after: { ...figures, moves: 4 } },
  day: { before: day, after: { ...day, moves: 14, overloadedHostMinutes: 12 } },
  movesByLevel: [0, 1, 4, 7, 11],
};

beforeEach(() => {
  edit.mockReset();
  ask.mockReset().mockImplementation(async () => Response.json(effect));
  vi.spyOn(globalThis, 'fetch').mockImplementation(ask);
  vi.useFakeTimers();
});

function pageWith(own: PolicyPatch): PolicyPage {
  return {
    ref: { scope: 'cluster', clusterId: 'c1' },
    name: 'east',
    version: 4,
    fields: fieldsAt('cluster'),
    own,
    inherited: effectivePolicy([{ scope: 'group', patch: { cpuThresholdPercent: 70 } }]),
    weaker: [
      { ref: { scope: 'product' }, name: null },
      { ref: { scope: 'group', groupId: 'g1' }, name: 'Production' },
    ],
    clusters: [{ id: 'c1', name: 'east' }],
    abilities: null,
  };
}

const showForm = (own: PolicyPatch = {}, refusal: string | null = null) =>
  show(
    <PolicyForm
      page={pageWith(own)}
      groups={groupNames}
      timeZones={['UTC', 'Asia/Tokyo']}
      refusal={refusal}
    />,
  );
const field = (name: string) => screen.getByLabelText(name);
const rest = () => act(() => vi.advanceTimersByTimeAsync(500));
const save = () => screen.getByRole('button', { name: 'Save policy' });

it('shows where each value comes from, and what it would be otherwise', () => {
  showForm({ maxMoves: 5 });
  expect(field('CPU threshold')).toHaveProperty('value', '70');
  expect(screen.getByText('From group Production')).toBeDefined();
  expect(field('Moves of one plan')).toHaveProperty('value', '5');
  expect(screen.getByText('Otherwise 20 moves (Default).')).toBeDefined();
  expect(screen.getByText(/15 to 3,600 s$/)).toBeDefined();
});

it('saves the changes over the version that was shown: values, no limit, and what is inherited', async () => {
  edit.mockResolvedValueOnce({ ok: true, value: null });
  const { user } = showForm({ maxMoves: 5, maxTries: 9 });
  await user.selectOptions(field('Mode'), 'automatic');
  await user.clear(field('Moves in an hour'));
  await user.click(screen.getByRole('button', { name: 'Do not set Attempts here' }));
  expect(screen.getByText('3 changes')).toBeDefined();
  await user.click(save());
  const change = { mode: 'automatic', movesPerHour: null };
  expect(edit.mock.calls).toEqual([
    [{ scope: 'cluster', clusterId: 'c1', version: 4, change, inherit: ['maxTries'] }],
  ]);
  await rest();
  expect(screen.getByText('Policy of east saved')).toBeDefined();
});

it('counts nothing as a change that is as it was', async () => {
  const { user } = showForm({ maxMoves: 5 });
  await user.type(field('Moves of one plan'), '0');
  expect(screen.getByText('1 change')).toBeDefined();
  await user.type(field('Moves of one plan'), '{Backspace}');
  expect(screen.queryByText(/^\d changes?$/)).toBeNull();
});

it('shows a fault at its field, also at a part of a window', async () => {
  const { user } = showForm();
  await user.click(screen.getByRole('button', { name: 'Add window' }));
  const failed: ActionResult = {
    ok: false,
    code: 'invalid-input',
    facts: { field: 'change.windows.0.days', problem: 'required' },
  };
  edit.mockResolvedValueOnce(failed);
  await user.click(save());
  await rest();
  const alert = screen.getByRole('alert');
  expect(alert.textContent).toBe('This is required.');
  expect(alert.closest('fieldset')?.textContent).toContain('Windows');
});

it('tells the effect of what is entered, and cancels the request that is out of date', async () => {
  const { user } = showForm();
  await rest();
  expect(screen.getByText(/level 3 would move 4 VMs/)).toBeDefined();
  await user.selectOptions(field('Mode'), 'urgent');
  await rest();
  expect(ask).toHaveBeenCalledTimes(2);
  expect(JSON.parse(String(ask.mock.lastCall?.[1]?.body))).toEqual({
    clusterId: 'c1',
    edit: { scope: 'cluster', clusterId: 'c1', version: 4, change: { mode: 'urgent' }, inherit: [] },
  });
  expect(screen.getByText('A plan made now would have 4 moves instead of 2.')).toBeDefined();
  expect(screen.getByText(/14 moves instead of 9, and 12 min of overloaded hosts/)).toBeDefined();
  const { signal } = ask.mock.calls[1]?.[1] ?? {};
  await user.selectOptions(field('Mode'), 'off');
  expect(signal?.aborted).toBe(true);
});

it('says that an effect could not be worked out, and lets it be saved', async () => {
  ask.mockImplementation(async () => new Response(null, { status: 503 }));
  showForm();
  await rest();
  expect(screen.getByText(/could not be worked out/)).toBeDefined();
});

it('lets people without the permission look, and says why they cannot change it', async () => {
  showForm({}, 'Only administrators may.');
  expect(field('Mode')).toHaveProperty('disabled', true);
  act(() => save().focus());
  expect(screen.getByRole('tooltip').textContent).toBe('Only administrators may.');
});
