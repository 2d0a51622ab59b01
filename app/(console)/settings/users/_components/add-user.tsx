'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState, useTransition } from 'react';
import { useFailureText, useFieldFailure } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import type { Failure } from '@/lib/model/action-result';
import { Role } from '@/lib/model/actor';
import { addUserAction } from '../actions';
import { PasswordOnce } from './password-once';
import { RoleOptions } from './role-options';

const ownFields = new Set(['name', 'email', 'password']);

export function AddUser({ refusal }: { refusal: string | null }) {
  const t = useTranslations('users');
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [secret, setSecret] = useState({ email: '', password: null as string | null });
  const [isPending, startTransition] = useTransition();
  const open = (value: boolean) => {
    setFailure(null);
    setOpen(value);
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    startTransition(async () => {
      const role = Role.parse(text('role'));
      const password = text('password') || undefined;
      const result = await addUserAction({ name: text('name'), email: text('email'), role, password });
      if (!result.ok) return setFailure(result);
      open(false);
      if (result.value.generatedPassword) {
        setSecret({ email: result.value.email, password: result.value.generatedPassword });
      } else {
        toast({ tone: 'ok', title: t('added', { email: result.value.email }) });
      }
    });
  };
  return (
    <>
      <Dialog
        open={isOpen}
        onOpenChange={open}
        title={t('addTitle')}
        description={t('addLede')}
        trigger={
          <Button variant="primary" disabledReason={refusal}>
            {t('add')}
          </Button>
        }
        actions={
          <Button type="submit" form="add-user" variant="primary" pending={isPending}>
            {t('addConfirm')}
          </Button>
        }
      >
        <AddUserForm failure={failure} onSubmit={submit} />
      </Dialog>
      <PasswordOnce {...secret} onClose={() => setSecret({ email: '', password: null })} />
    </>
  );
}

interface AddUserFormProps {
  failure: Failure | null;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

function AddUserForm({ failure, onSubmit }: AddUserFormProps) {
  const t = useTranslations('users');
  const describe = useFailureText();
  const errorOf = useFieldFailure(failure);
  const isAboutField = failure?.code === 'invalid-input' && ownFields.has(String(failure.facts.field));
  return (
    <form id="add-user" onSubmit={onSubmit} className="flex flex-col gap-3.5" noValidate>
      {failure && !isAboutField ? (
        <Note tone="crit" alert>
          {describe(failure)}
        </Note>
      ) : null}
      <Field label={t('name')} error={errorOf('name')}>
        <Input name="name" autoComplete="off" maxLength={80} required />
      </Field>
      <Field label={t('email')} error={errorOf('email')}>
        <Input name="email" type="email" autoComplete="off" maxLength={254} required />
      </Field>
      <RoleOptions legend={t('role')} chosen="operator" />
      <Field label={t('password')} hint={t('passwordHint')} error={errorOf('password')}>
        <Input name="password" type="password" autoComplete="new-password" maxLength={128} />
      </Field>
    </form>
  );
}
