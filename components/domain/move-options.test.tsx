import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { traitsOf } from '@/lib/drivers/registry';
import type { Failure } from '@/lib/model/action-result';
import { MovePolicy } from '@/lib/model/policy';
import { show } from '../testing/show';
import { MoveOptionsFields, MoveOptionsProvider, useMoveOptions } from './move-options';

/** Shows the order, and fails like the order would. */
function Order({ failure }: { failure: Failure }) {
  const { asked, fail } = useMoveOptions();
  return (
    <button type="button" onClick={() => fail(failure)}>
      {JSON.stringify(asked)}
    </button>
  );
}

const { abilities } = traitsOf('simulator');
const tooShort: Failure = {
  ok: false,
  code: 'invalid-input',
  facts: { field: 'options.targetPauseMs', problem: 'format' },
};

function options(more: { abilities?: typeof abilities } = {}) {
  return show(
    <MoveOptionsProvider>
      <MoveOptionsFields
        cluster={MovePolicy.parse({})}
        abilities={abilities}
        path="options."
        forecast={{ status: 'as-cluster', fault: null }}
        withKind
        {...more}
      />
      <Order failure={tooShort} />
    </MoveOptionsProvider>,
  );
}

const pause = () => screen.getByLabelText('Target pause, ms');
const summary = () => document.querySelector('summary')?.textContent;
const ordered = () => JSON.parse(screen.getByRole('button').textContent);

it('counts the differences from the cluster, and orders only those', async () => {
  const { user } = options();
  expect(summary()).toContain('same as the cluster');
  await user.click(screen.getByText('Options'));
  await user.type(pause(), '50');
  expect(summary()).toContain('1 changed');
  expect(ordered()).toEqual({ targetPauseMs: 50 });
  await user.selectOptions(screen.getByLabelText('Migration kind'), 'quick');
  expect(summary()).toContain('2 changed');
  await user.clear(pause());
  await user.selectOptions(screen.getByLabelText('Migration kind'), 'automatic');
  expect(summary()).toContain('same as the cluster');
  expect(ordered()).toEqual({});
});

it('opens at an invalid field, until that is changed', async () => {
  const { user } = options();
  expect(document.querySelector('details')?.open).toBe(false);
  await user.click(screen.getByRole('button'));
  expect(document.querySelector('details')?.open).toBe(true);
  expect(pause().getAttribute('aria-invalid')).toBe('true');
  expect(pause().getAttribute('aria-describedby')).toBe(screen.getByRole('alert').id);
  await user.type(pause(), '50');
  expect(screen.queryByRole('alert')).toBeNull();
});

it.each([true, false])('offers what the hypervisor can do, and nothing else: %s', async (can) => {
  const { user } = options({ abilities: { ...abilities, cap: can, quickKind: can } });
  await user.click(screen.getByText('Options'));
  expect(screen.queryAllByLabelText('Bandwidth cap, MiB/s')).toHaveLength(can ? 1 : 0);
  expect(screen.queryAllByRole('option', { name: 'Quick' })).toHaveLength(can ? 1 : 0);
});
