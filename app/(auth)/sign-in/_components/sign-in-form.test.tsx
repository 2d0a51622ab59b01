import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { pending, show } from '@/components/testing/show';
import type { Failure } from '@/lib/model/action-result';
import { type SignInState, signInAction } from '../../actions';
import { SignInForm } from './sign-in-form';

vi.mock('../../actions', () => ({ signInAction: vi.fn() }));
const signIn = vi.mocked(signInAction);
beforeEach(() => signIn.mockReset());

const password = () => screen.getByLabelText('Password');
const submit = () => screen.getByRole('button', { name: 'Sign in' });

async function signInAs(answer: SignInState | Promise<SignInState>) {
  signIn.mockReturnValueOnce(Promise.resolve(answer));
  const { user } = show(<SignInForm next="/hosts" news="Your password is changed." />);
  await user.type(screen.getByLabelText('Email'), 'mika@example.com');
  await user.type(password(), 'granite otter');
  await user.click(submit());
  return user;
}

const refusedBy = (code: string, facts: Failure['facts'] = {}): SignInState => ({
  email: 'mika@example.com',
  failure: { ok: false, code, facts },
});

it('sends what is typed and where it leads, and cannot be sent twice', async () => {
  const answer = pending<SignInState>();
  const user = await signInAs(answer.promise);
  expect([...(signIn.mock.lastCall?.[1] ?? [])]).toEqual([
    ['next', '/hosts'],
    ['email', 'mika@example.com'],
    ['password', 'granite otter'],
  ]);
  await user.click(submit());
  expect(signIn).toHaveBeenCalledTimes(1);
  await act(async () => answer.resolve(refusedBy('sign-in-refused')));
});

it('shows why it was refused instead of the news, and keeps the address but not the password', async () => {
  await signInAs(refusedBy('sign-in-refused'));
  expect((await screen.findByRole('alert')).textContent).not.toBe('');
  expect(screen.queryByText('Your password is changed.')).toBeNull();
  expect(screen.getByLabelText('Email')).toHaveProperty('value', 'mika@example.com');
  expect(password()).toHaveProperty('value', '');
});

it('shows the password on request, and hides it again', async () => {
  const { user } = show(<SignInForm next="/" news={null} />);
  expect(password()).toHaveProperty('type', 'password');
  await user.click(screen.getByRole('button', { name: 'Show password' }));
  expect(password()).toHaveProperty('type', 'text');
  await user.click(screen.getByRole('button', { name: 'Hide password' }));
  expect(password()).toHaveProperty('type', 'password');
});
