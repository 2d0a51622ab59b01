import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import type { IconName } from '@/components/ui/icon-shapes';
import { paths } from '@/lib/model/paths';
import type { FrameData } from './types';

/** The appearance of an entry in the sidebar. */
export const entryStyle =
  'flex items-center gap-2 rounded-small text-ink-2 hover:bg-hover hover:text-ink focus-visible:-outline-offset-2 aria-[current]:bg-selected aria-[current]:font-semibold aria-[current]:text-ink';

interface PageLink {
  href: string;
  icon: IconName;
  name: 'overview' | 'hosts' | 'vms' | 'suggestions' | 'jobs' | 'history' | 'settings';
  count?: string;
  isHot?: boolean;
}

/** A host has its own entry in the tree. */
const hasPagesBelow = ({ name }: PageLink): boolean => name !== 'hosts';

export function PageLinks({ data, pathname }: { data: FrameData; pathname: string }) {
  const t = useTranslations('frame');
  const pages: PageLink[] = [
    { href: paths.overview(), icon: 'overview', name: 'overview' },
    { href: paths.hosts(), icon: 'host', name: 'hosts' },
    { href: paths.vms(), icon: 'vm', name: 'vms' },
    {
      href: paths.suggestions(),
      icon: 'suggestions',
      name: 'suggestions',
      count: data.suggestions > 0 ? String(data.suggestions) : undefined,
      isHot: true,
    },
    {
      href: paths.jobs(),
      icon: 'jobs',
      name: 'jobs',
      count: data.jobs.length > 0 ? t('jobsRunning', { count: data.jobs.length }) : undefined,
    },
    { href: paths.history(), icon: 'history', name: 'history' },
    { href: paths.settings(), icon: 'settings', name: 'settings' },
  ];
  return (
    <nav aria-label={t('pages')} className="border-line border-b px-2 pb-2">
      {pages.map((page) => {
        const isCurrent =
          pathname === page.href || (hasPagesBelow(page) && pathname.startsWith(`${page.href}/`));
        return (
          <Link
            key={page.href}
            href={page.href}
            prefetch={false}
            aria-current={isCurrent ? 'page' : undefined}
            className={cn(entryStyle, 'h-10 px-2 md:h-7')}
          >
            <Icon name={page.icon} className={isCurrent ? 'text-accent' : 'text-ink-3'} />
            {t(page.name)}
            {page.count ? (
              <span
                className={cn(
                  'ml-auto text-small',
                  page.isHot ? 'font-semibold text-warn' : 'font-normal text-ink-3',
                )}
              >
                {page.count}
              </span>
            ) : null}
          </Link>
        );
      })}
    </nav>
  );
}
