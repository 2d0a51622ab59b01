'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';
import type { Theme } from '@/i18n/preferences';
import type { FrameUser } from './types';

interface UserFootProps {
  user: FrameUser;
  theme: Theme;
  setTheme: (theme: Theme) => Promise<void>;
  signOut: () => Promise<void>;
}

const themeNames = { system: 'themeSystem', light: 'themeLight', dark: 'themeDark' } as const;
const themeOrder = ['system', 'light', 'dark'] as const;

export function UserFoot({ user, theme, setTheme, signOut }: UserFootProps) {
  const t = useTranslations('frame');
  const [shown, setShown] = useState(theme);
  const [isPending, startTransition] = useTransition();
  const choose = (next: Theme) => {
    setShown(next);
    document.documentElement.dataset.theme = next; // at once; the server remembers it
    startTransition(() => setTheme(next));
  };
  return (
    <div className="flex items-center gap-1 border-line border-t px-3 py-2 text-ink-2 text-small">
      <span
        aria-hidden="true"
        className="mr-1 grid size-5.5 place-items-center rounded-full border border-line-strong bg-hover font-semibold text-[0.625rem]"
      >
        {initials(user.name)}
      </span>
      <span className="min-w-0 flex-1 truncate" title={t(`role.${user.role}`)}>
        {user.name}
      </span>
      <Menu
        trigger={
          <Button variant="ghost" size="iconSmall" aria-label={t('theme')} title={t('theme')}>
            <Icon name="theme" size={14} />
          </Button>
        }
        items={themeOrder.map((name) => ({
          key: name,
          label: t(themeNames[name]),
          checked: shown === name,
          onSelect: () => choose(name),
        }))}
      />
      <Button
        variant="ghost"
        size="iconSmall"
        aria-label={t('signOut')}
        title={t('signOut')}
        pending={isPending}
        onClick={() => startTransition(signOut)}
      >
        <Icon name="signOut" size={14} />
      </Button>
    </div>
  );
}

const initials = (name: string): string =>
  name
    .split(/[\s.@_-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => part.slice(0, 1).toUpperCase())
    .join('');
