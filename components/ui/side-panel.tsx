'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useSyncExternalStore } from 'react';
import { ButtonLink } from './button-link';
import { Dialog } from './dialog';
import { Icon } from './icon';

interface SidePanelProps {
  title: string;
  /** Shown beside the title. */
  status?: ReactNode;
  /** The same page without the panel: the URL is the state. */
  closeHref: string;
  closeLabel: string;
  children: ReactNode;
}

const WIDE = '(min-width: 64rem)';

function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(WIDE);
      query.addEventListener('change', onChange);
      return () => query.removeEventListener('change', onChange);
    },
    () => !window.matchMedia(WIDE).matches,
    () => false,
  );
}

/** The details of the selected row: beside the table, or over it on a narrow screen. */
export function SidePanel({ title, status, closeHref, closeLabel, children }: SidePanelProps) {
  const router = useRouter();
  const t = useTranslations('common');
  const isNarrow = useIsNarrow();
  if (isNarrow) {
    return (
      <Dialog
        open
        onOpenChange={(open) => (open ? undefined : router.replace(closeHref, { scroll: false }))}
        title={
          <span className="flex flex-wrap items-center gap-x-3">
            {title}
            <span className="font-normal text-body">{status}</span>
          </span>
        }
      >
        {children}
      </Dialog>
    );
  }
  return (
    <aside aria-label={title} className="border-line border-l max-lg:hidden">
      <div className="sticky top-0 max-h-[calc(100dvh-var(--spacing-job-bar))] overflow-y-auto px-4 pt-4 pb-6">
        <div className="mb-2 flex items-center gap-3">
          <h2 className="min-w-0 truncate font-semibold text-lead">{title}</h2>
          {status}
          <ButtonLink
            href={closeHref}
            scroll={false}
            replace
            variant="ghost"
            size="iconSmall"
            className="ml-auto"
            aria-label={closeLabel}
            title={t('close')}
          >
            <Icon name="close" />
          </ButtonLink>
        </div>
        {children}
      </div>
    </aside>
  );
}
