import { act, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { ActionResult, Failure } from '@/lib/model/action-result';
import { pending, show } from '../testing/show';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { FormDialog } from './form-dialog';
import { useFieldFailure } from './use-failure-text';

function Fields({ failure }: { failure: Failure | null }) {
  const errorOf = useFieldFailure(failure);
  return (
    <>
      <Field label="Name" error={errorOf('name')}>
        <Input name="name" />
      </Field>
      <Field label="Address" error={errorOf('address')}>
        <Input name="address" />
      </Field>
    </>
  );
}

async function open(save: (form: FormData) => Promise<ActionResult<unknown>>) {
  const { user } = show(
    <FormDialog
      trigger={<Button>Add</Button>}
      title="Add a host"
      description="It is observed at once."
      saveLabel="Save"
      savedTitle="Host added"
      save={save}
    >
      {(failure) => <Fields failure={failure} />}
    </FormDialog>,
  );
  await user.click(screen.getByRole('button', { name: 'Add' }));
  return user;
}

const refuse = (code: string, facts: Failure['facts'] = {}) =>
  vi.fn(async (): Promise<ActionResult> => ({ ok: false, code, facts }));
const save = () => screen.getByRole('button', { name: 'Save' });

it('sends the values, confirms that they are saved, and closes', async () => {
  const sent = vi.fn(
    async (form: FormData): Promise<ActionResult<unknown>> => ({ ok: true, value: [...form] }),
  );
  const user = await open(sent);
  await user.type(screen.getByLabelText('Name'), 'kvm-09');
  await user.click(save());
  expect([...(sent.mock.lastCall?.[0] ?? [])]).toEqual([
    ['name', 'kvm-09'],
    ['address', ''],
  ]);
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByText('Host added')).toBeDefined();
});

it('shows what is wrong with a field beside it, and puts the focus there', async () => {
  const user = await open(refuse('invalid-input', { field: 'address', problem: 'required' }));
  await user.click(save());
  const address = screen.getByLabelText('Address');
  const alert = screen.getByRole('alert');
  expect(address.getAttribute('aria-invalid')).toBe('true');
  expect(address.getAttribute('aria-describedby')).toBe(alert.id);
  expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBeNull();
  expect(document.activeElement).toBe(address);
});

it('shows any other failure above the fields, keeps the values, and clears the failure when it is opened again', async () => {
  const user = await open(refuse('forbidden'));
  await user.type(screen.getByLabelText('Name'), 'kvm-09');
  await user.click(save());
  expect(screen.getByRole('alert').textContent).not.toBe('');
  expect(screen.getByLabelText('Name')).toHaveProperty('value', 'kvm-09');
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: 'Add' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('is sent once while the server has not answered', async () => {
  const answer = pending<ActionResult<unknown>>();
  const sent = vi.fn(() => answer.promise);
  const user = await open(sent);
  await user.click(save());
  await user.click(save());
  expect(save().getAttribute('aria-busy')).toBe('true');
  expect(sent).toHaveBeenCalledTimes(1);
  await act(async () => answer.resolve({ ok: true, value: null }));
  expect(screen.queryByRole('dialog')).toBeNull();
});
