'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';

interface PasswordOnceProps {
  email: string;
  password: string | null;
  onClose: () => void;
}

/** Shows a password that was made up just now. It is nowhere else: closing the dialog forgets it. */
export function PasswordOnce({ email, password, onClose }: PasswordOnceProps) {
  const t = useTranslations('users');
  const [isCopied, setCopied] = useState(false);
  const close = () => {
    setCopied(false);
    onClose();
  };
  const copy = async () => {
    if (password === null) return;
    await navigator.clipboard?.writeText(password);
    setCopied(true);
  };
  return (
    <Dialog
      open={password !== null}
      onOpenChange={(open) => (open ? undefined : close())}
      title={t('secretTitle', { email })}
      description={t('secretLede')}
      actions={
        <>
          <Button variant="primary" onClick={close}>
            {t('done')}
          </Button>
          <Button onClick={copy}>{isCopied ? t('copied') : t('copy')}</Button>
        </>
      }
    >
      <output className="block select-all break-all rounded-small border border-line-strong bg-sunk px-3 py-2 font-mono text-lead">
        {password}
      </output>
    </Dialog>
  );
}
