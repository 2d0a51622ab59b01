import { act, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { MoveOptionsFields, MoveOptionsProvider } from '@/components/domain/move-options';
import { router } from '@/components/testing/router';
import { pending, show } from '@/components/testing/show';
import { traitsOf } from '@/lib/drivers/registry';
import type { ActionResult } from '@/lib/model/action-result';
import { paths } from '@/lib/model/paths';
import { MovePolicy } from '@/lib/model/policy';
import { evacuateAction } from '../actions';
import { EvacuateForm } from './evacuate-form';

vi.mock('../actions', () => ({ evacuateAction: vi.fn() }));
const evacuate = vi.mocked(evacuateAction);
beforeEach(() => evacuate.mockReset());

type Answer = ActionResult<{ runId: string | null }>;
const start = () => screen.getByRole('button', { name: 'Evacuate' });

function form(disabledReason: string | null = null) {
  return show(
    <MoveOptionsProvider>
      <MoveOptionsFields
        cluster={MovePolicy.parse({})}
        abilities={traitsOf('libvirt').abilities}
        forecast={{ status: 'as-cluster', fault: null }}
      />
      <EvacuateForm hostIds={['h1']} names="kvm-01" disabledReason={disabledReason} />
    </MoveOptionsProvider>,
  );
}

async function evacuateAs(answer: Answer | Promise<Answer>) {
  evacuate.mockReturnValueOnce(Promise.resolve(answer));
  const { user } = form();
  await user.type(screen.getByLabelText('Reason'), 'firmware');
  await user.click(start());
  return user;
}

it('orders with the reason, and opens the job', async () => {
  await evacuateAs({ ok: true, value: { runId: 'r1' } });
  expect(evacuate.mock.calls).toEqual([
    [{ hostIds: ['h1'], note: 'firmware', kind: 'automatic', vsanData: null }],
  ]);
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.job('r1')));
  expect(screen.getByText('kvm-01 is being evacuated')).toBeDefined();
});

it('opens the host if there was nothing to move, and says what happens then', async () => {
  await evacuateAs({ ok: true, value: { runId: null } });
  await waitFor(() => expect(router.push).toHaveBeenCalledWith(paths.host('h1')));
  expect(await screen.findByText(/kvm-01 enters maintenance mode as soon as/)).toBeDefined();
});

it('is ordered once, however often it is clicked', async () => {
  const answer = pending<Answer>();
  const user = await evacuateAs(answer.promise);
  await user.click(start());
  expect(evacuate).toHaveBeenCalledTimes(1);
  await act(async () => answer.resolve({ ok: true, value: { runId: 'r1' } }));
  expect(router.push).toHaveBeenCalledTimes(1);
});

it('says why it was refused, keeps the reason, and reads the page again', async () => {
  await evacuateAs({ ok: false, code: 'conflict', facts: { target: 'kvm-01' } });
  expect((await screen.findByRole('alert')).textContent).toContain('The evacuation was not started');
  expect(screen.getByLabelText('Reason')).toHaveProperty('value', 'firmware');
  expect(router.refresh).toHaveBeenCalledTimes(1);
  expect(router.push).not.toHaveBeenCalled();
});

it('leaves a refusal about an option to the field of that option', async () => {
  await evacuateAs({
    ok: false,
    code: 'invalid-input',
    facts: { field: 'targetPauseMs', problem: 'format' },
  });
  const { id } = await screen.findByRole('alert');
  expect(screen.getByLabelText(/Target pause/).getAttribute('aria-describedby')).toContain(id);
  expect(screen.queryByText(/The evacuation was not started/)).toBeNull();
});

it('says why it cannot be ordered, and sends nothing, by click or by Enter', async () => {
  const { user } = form('Two jobs of this host are running.');
  await user.click(start());
  act(() => screen.getByLabelText('Reason').focus());
  act(() => start().focus());
  expect(screen.getByRole('tooltip').textContent).toBe('Two jobs of this host are running.');
  await user.type(screen.getByLabelText('Reason'), 'firmware{Enter}');
  expect(evacuate).not.toHaveBeenCalled();
});
