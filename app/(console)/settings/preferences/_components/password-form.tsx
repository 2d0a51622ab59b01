'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import type { Failure } from '@/lib/model/action-result';
import { changePasswordAction } from '../actions';

export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations('settings');
  const describe = useFailureText();
  const [failure, setFailure] = useState<Failure | null>(null);
  const errorOf = useFieldFailure(failure);
  const [isPending, startTransition] = useTransition();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    startTransition(async () => {
      const result = await changePasswordAction({ current: text('current'), next: text('next') });
      if (!result.ok) setFailure(result);
    });
  };
  return (
    <form onSubmit={submit} className="flex max-w-96 flex-col gap-3.5" noValidate>
      {failure && failure.code !== 'invalid-input' ? (
        <Note tone="crit" alert>
          {describe(failure)}
        </Note>
      ) : null}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={t('currentPassword')} error={errorOf('current')}>
        <Input name="current" type="password" autoComplete="current-password" maxLength={128} required />
      </Field>
      <Field label={t('newPassword')} hint={t('passwordHint')} error={errorOf('next')}>
        <Input name="next" type="password" autoComplete="new-password" maxLength={128} required />
      </Field>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button type="submit" pending={isPending}>
          {t('changePassword')}
        </Button>
        <span className="text-ink-3 text-small">{t('changePasswordNote')}</span>
      </div>
    </form>
  );
}
