'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useId, useState, useTransition } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Note } from '@/components/ui/note';
import { useToast } from '@/components/ui/toast';
import { Role } from '@/lib/model/actor';
import { changeRoleAction } from '../actions';
import type { ListedUser } from './listed-user';
import { RoleOptions } from './role-options';

interface ChangeRoleProps {
  user: ListedUser;
  isOpen: boolean;
  onClose: () => void;
}

export function ChangeRole({ user, isOpen, onClose }: ChangeRoleProps) {
  const t = useTranslations('users');
  const roles = useTranslations('frame.role');
  const describe = useFailureText();
  const toast = useToast();
  const formId = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();
  const close = () => {
    setProblem(null);
    onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const role = Role.parse(new FormData(event.currentTarget).get('role'));
    startTransition(async () => {
      const result = await changeRoleAction({ userId: user.id, role });
      if (!result.ok) return setProblem(describe(result));
      toast({ tone: 'ok', title: t('roleChanged', { name: user.name, role: roles(role) }) });
      close();
    });
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => (open ? undefined : close())}
      title={t('roleTitle', { name: user.name })}
      description={t('roleLede')}
      actions={
        <Button type="submit" form={formId} variant="primary" pending={isPending}>
          {t('roleConfirm')}
        </Button>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {problem ? (
          <Note tone="crit" alert>
            {problem}
          </Note>
        ) : null}
        <RoleOptions legend={t('role')} chosen={user.role} />
      </form>
    </Dialog>
  );
}
