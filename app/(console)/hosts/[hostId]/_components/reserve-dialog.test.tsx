import { screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/components/testing/show';
import { Button } from '@/components/ui/button';
import type { ActionResult } from '@/lib/model/action-result';
import { editHostReserveAction } from '../actions';
import { ReserveDialog } from './reserve-dialog';

vi.mock('../actions', () => ({ editHostReserveAction: vi.fn() }));
const edit = vi.mocked(editHostReserveAction);
beforeEach(() => edit.mockReset());

const host = {
  id: 'h1',
  name: 'kvm-01',
  policyVersion: 3,
  enteredReserve: { cores: 2, memoryMiB: null },
  enteredCoreMhz: 2600,
  otherwise: { cores: 1, coresFrom: 'default', memoryMiB: 4096, memoryFrom: 'cluster' },
  observedClock: { mhz: 2600, from: 'reported' },
} as const;
const field = (name: RegExp) => screen.getByLabelText(name);

async function saveAs(answer: ActionResult, clock?: string) {
  edit.mockResolvedValueOnce(answer);
  const { user } = show(<ReserveDialog host={host} trigger={<Button>Edit</Button>} />);
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  await user.clear(field(/CPU|cores/i));
  await user.type(field(/memory/i), '8192');
  if (clock) {
    await user.clear(field(/nominal clock/i));
    await user.type(field(/nominal clock/i), clock);
  }
  await user.click(screen.getByRole('button', { name: 'Save' }));
}

it('sends an empty field as none, and a clock only if it was changed', async () => {
  await saveAs({ ok: true, value: null });
  const change = { reserveCores: null, reserveMemoryMiB: 8192 };
  expect(edit.mock.calls).toEqual([[{ hostId: 'h1', version: 3, change }]]);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('sends the clock that was entered', async () => {
  await saveAs({ ok: true, value: null }, '3000');
  expect(edit.mock.lastCall?.[0]).toHaveProperty('enteredCoreMhz', 3000);
});

it('says what applies to a field that is left empty, and where that comes from', async () => {
  const { user } = show(<ReserveDialog host={host} trigger={<Button>Edit</Button>} />);
  await user.click(screen.getByRole('button', { name: 'Edit' }));
  expect(screen.getByText('Empty: 1.0 cores, default.')).toBeDefined();
  expect(screen.getByText(/^Empty: 4.* GiB, from the cluster\.$/)).toBeDefined();
});

it('shows what is wrong beside its field', async () => {
  const facts = { field: 'change.reserveMemoryMiB', problem: 'format' };
  await saveAs({ ok: false, code: 'invalid-input', facts });
  const { id } = await screen.findByRole('alert');
  expect(field(/memory/i).getAttribute('aria-describedby')).toContain(id);
});
