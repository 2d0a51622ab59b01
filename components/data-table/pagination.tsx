import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';

interface PaginationProps {
  /** Counted from 1. */
  page: number;
  pages: number;
  hrefOf: (page: number) => string;
}

export function Pagination({ page, pages, hrefOf }: PaginationProps) {
  const t = useTranslations('common');
  if (pages <= 1) return null;
  return (
    <nav aria-label={t('pages')} className="mt-3 flex items-center gap-2 text-ink-2 text-small">
      {page > 1 ? (
        <ButtonLink size="small" href={hrefOf(page - 1)} rel="prev">
          {t('previousPage')}
        </ButtonLink>
      ) : null}
      <span>{t('pageOf', { page, pages })}</span>
      {page < pages ? (
        <ButtonLink size="small" href={hrefOf(page + 1)} rel="next">
          {t('nextPage')}
        </ButtonLink>
      ) : null}
    </nav>
  );
}
