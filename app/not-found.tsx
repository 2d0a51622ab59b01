import { useTranslations } from 'next-intl';
import { Problem } from '@/components/state/problem';
import { ButtonLink } from '@/components/ui/button-link';

export default function NotFound() {
  const t = useTranslations('state');
  return (
    <Problem
      tone="unknown"
      icon="unknown"
      title={t('notFound.title')}
      actions={<ButtonLink href="/overview">{t('error.home')}</ButtonLink>}
    >
      {t('notFound.body')}
    </Problem>
  );
}
