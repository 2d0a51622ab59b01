import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Problem } from '@/components/ui/problem';
import { paths } from '@/lib/model/paths';

/** The page for an address with nothing, or nothing any more. */
export function NotFoundPage() {
  const t = useTranslations('state');
  return (
    <Problem
      tone="unknown"
      icon="unknown"
      title={t('notFound.title')}
      actions={<ButtonLink href={paths.overview()}>{t('error.home')}</ButtonLink>}
    >
      {t('notFound.body')}
    </Problem>
  );
}
