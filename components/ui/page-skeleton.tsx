'use client'; // it is part of each update: as a name only, not as elements

import { useTranslations } from 'next-intl';
import { Skeleton, SkeletonRows } from './skeleton';

/** The shape of a page while it loads for the first time. */
export function PageSkeleton() {
  const t = useTranslations('state');
  return (
    <div className="grid gap-6 px-4 pt-4 md:px-gutter" role="status" aria-label={t('loading')}>
      <div className="grid gap-2 py-1">
        <Skeleton className="h-6 w-48" />
        <Skeleton className="w-80 max-w-full" />
      </div>
      <Skeleton className="h-40" />
      <SkeletonRows rows={8} />
    </div>
  );
}
