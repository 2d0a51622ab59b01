'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import type { Theme } from '@/i18n/preferences';
import { Brand } from './brand';
import { PageLinks } from './page-links';
import { Tree } from './tree';
import type { FrameData, FrameUser } from './types';
import type { ClusterTree } from './use-cluster-tree';
import { UserFoot } from './user-foot';

interface SidebarProps {
  data: FrameData;
  tree: ClusterTree;
  user: FrameUser;
  theme: Theme;
  setTheme: (theme: Theme) => Promise<void>;
  signOut: () => Promise<void>;
}

/** Pages and inventory; on a phone a bar with a menu button that opens them. */
export function Sidebar({ data, tree, user, theme, setTheme, signOut }: SidebarProps) {
  const t = useTranslations('frame');
  const pathname = usePathname();
  const [isOpen, setOpen] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: going to another page closes the menu
  useEffect(() => setOpen(false), [pathname]);

  return (
    <aside
      aria-label={t('inventory')}
      onKeyDown={(event) => (event.key === 'Escape' ? setOpen(false) : undefined)}
      className="ground-sunk sticky top-0 z-30 flex flex-col border-line-strong border-b md:h-dvh md:border-line md:border-r md:border-b-0 md:pb-job-bar"
    >
      <div className="flex h-11 items-center justify-between px-4 md:h-auto md:pt-3.5 md:pb-2.5">
        <Brand />
        <Button
          variant="ghost"
          size="icon"
          aria-label={t('menu')}
          aria-expanded={isOpen}
          aria-controls="inventory"
          onClick={() => setOpen(!isOpen)}
          className="-mr-2 md:hidden"
        >
          <Icon name={isOpen ? 'close' : 'menu'} size={18} />
        </Button>
      </div>
      <div
        id="inventory"
        className={cn(
          'min-h-0 flex-1 flex-col md:flex',
          isOpen ? 'flex max-md:max-h-[calc(100dvh-2.75rem-var(--spacing-job-bar))]' : 'max-md:hidden',
        )}
      >
        <PageLinks data={data} pathname={pathname} />
        <Tree clusters={data.clusters} pathname={pathname} isOpen={tree.isOpen} onToggle={tree.toggle} />
        <UserFoot user={user} theme={theme} setTheme={setTheme} signOut={signOut} />
      </div>
    </aside>
  );
}
