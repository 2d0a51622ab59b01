'use client';

import { useTranslations } from 'next-intl';
import { SecretOnce } from '@/components/domain/secret-once';

interface PasswordOnceProps {
  email: string;
  password: string | null;
  onClose: () => void;
}

/** Shows a password that was made up just now. */
export function PasswordOnce({ email, password, onClose }: PasswordOnceProps) {
  const t = useTranslations('users');
  return (
    <SecretOnce
      secret={password}
      title={t('secretTitle', { email })}
      lede={t('secretLede')}
      labels={{ done: t('done'), copy: t('copy'), copied: t('copied') }}
      onClose={onClose}
    />
  );
}
