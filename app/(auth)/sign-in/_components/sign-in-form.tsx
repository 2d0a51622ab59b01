'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { type SignInState, signInAction } from '../../actions';

const untouched: SignInState = { email: '', failure: null };

interface SignInFormProps {
  next: string; // where it leads
  news: string | null; // what has just happened, until an attempt fails
}

/** Works without script as well: then the answer comes as a new page. */
export function SignInForm({ next, news }: SignInFormProps) {
  const t = useTranslations('sign-in');
  const describe = useFailureText();
  const [state, submit, isPending] = useActionState(signInAction, untouched);
  const [isShown, setShown] = useState(false);
  const limited = state.failure?.code === 'sign-in-limited' || state.failure?.code === 'sign-in-busy';
  return (
    <form action={submit} className="flex flex-col gap-4">
      {state.failure ? (
        <Note tone={limited ? 'warn' : 'crit'} alert>
          {describe(state.failure)}
        </Note>
      ) : null}
      {news && !state.failure ? <Note tone="ok">{news}</Note> : null}
      <input type="hidden" name="next" value={next} />
      <Field label={t('email')}>
        <Input
          key={state.email}
          name="email"
          type="email"
          autoComplete="username"
          required
          maxLength={254}
          defaultValue={state.email}
        />
      </Field>
      <Field label={t('password')}>
        <Input
          name="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          required
          maxLength={128}
        />
      </Field>
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" pending={isPending}>
          {t('submit')}
        </Button>
        <Button variant="ghost" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
          {isShown ? t('hide') : t('show')}
        </Button>
      </div>
    </form>
  );
}
