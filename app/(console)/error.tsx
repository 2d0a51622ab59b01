'use client';

import { useTranslations } from 'next-intl';
import { Problem } from '@/components/state/problem';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations();
  return (
    <Problem
      title={t('state.error.title')}
      code={error.digest ? t('state.error.code', { code: error.digest }) : undefined}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            {t('common.tryAgain')}
          </Button>
          <ButtonLink href="/overview">{t('state.error.home')}</ButtonLink>
        </>
      }
    >
      {t('state.error.body')}
    </Problem>
  );
}
