'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { startTransition, useCallback, useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { paths } from '@/lib/model/paths';
import { Problem } from '../ui/problem';
import { type AwayCause, watchRecovery } from './watch-recovery';

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** A page that failed. If the server, its database or disk space was missing, it says so and recovers by itself. */
export function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations();
  const router = useRouter();
  const [cause, setCause] = useState<AwayCause>(null);
  const retry = useCallback(() => {
    startTransition(() => {
      router.refresh();
      reset();
    });
  }, [router, reset]);

  useEffect(() => watchRecovery(retry, setCause), [retry]);

  return (
    <Problem
      title={t('state.error.title')}
      code={error.digest ? t('state.error.code', { code: error.digest }) : undefined}
      actions={
        <>
          <Button variant="primary" onClick={retry}>
            {t('common.tryAgain')}
          </Button>
          <ButtonLink href={paths.overview()}>{t('state.error.home')}</ButtonLink>
        </>
      }
    >
      {t(`state.error.${cause ?? 'body'}`)}
    </Problem>
  );
}
