'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureText } from '@/components/state/use-failure-text';
import { Button } from '@/components/ui/button';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import { useToast } from '@/components/ui/toast';
import { removeUserAction, setPasswordAction } from '../actions';
import { ChangeRole } from './change-role';
import type { ListedUser } from './listed-user';
import { PasswordOnce } from './password-once';

/** What an administrator may do to another person. `refusal`: why this one may not be changed by you. */
export function UserActions({ user, refusal }: { user: ListedUser; refusal: string | null }) {
  const t = useTranslations('users');
  const describe = useFailureText();
  const toast = useToast();
  const [asked, setAsked] = useState<'role' | 'reset' | 'remove' | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const { name, email } = user;
  const close = (open: boolean) => (open ? undefined : setAsked(null));
  const reset = async () => {
    const result = await setPasswordAction({ userId: user.id });
    if (!result.ok) return describe(result);
    setPassword(result.value.generatedPassword);
  };
  const remove = async () => {
    const result = await removeUserAction({ userId: user.id });
    if (!result.ok) return describe(result);
    toast({ tone: 'ok', title: t('removed', { email }) });
  };
  const item = (key: 'role' | 'reset' | 'remove', label: string, danger = false) => ({
    key,
    label,
    danger,
    onSelect: () => setAsked(key),
  });
  const button = (
    <Button variant="ghost" size="iconSmall" aria-label={t('actions', { name })} disabledReason={refusal}>
      <Icon name="more" />
    </Button>
  );
  if (refusal) return button;
  return (
    <>
      <Menu
        trigger={button}
        items={[
          item('role', t('changeRole')),
          item('reset', t('resetPassword')),
          item('remove', t('remove'), true),
        ]}
      />
      <ChangeRole user={user} isOpen={asked === 'role'} onClose={() => setAsked(null)} />
      <ConfirmDialog
        open={asked === 'reset'}
        onOpenChange={close}
        title={t('resetTitle', { name })}
        description={t('resetLede', { email })}
        confirmLabel={t('resetConfirm')}
        onConfirm={reset}
      />
      <ConfirmDialog
        open={asked === 'remove'}
        onOpenChange={close}
        title={t('removeTitle', { name })}
        description={t('removeLede', { email })}
        confirmLabel={t('removeConfirm')}
        danger
        onConfirm={remove}
      />
      <PasswordOnce email={email} password={password} onClose={() => setPassword(null)} />
    </>
  );
}
