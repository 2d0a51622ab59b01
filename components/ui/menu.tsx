'use client';

import Link from 'next/link';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icon';
import type { IconName } from './icon-shapes';

export interface MenuItem {
  key: string;
  label: string;
  icon?: IconName;
  href?: string;
  onSelect?: () => void;
  /** The item stays in the menu and says why it cannot be chosen. */
  disabledReason?: string | null;
  danger?: boolean;
  checked?: boolean;
}

const itemStyle =
  'flex min-h-8 cursor-default items-center gap-2 rounded-small px-2 py-1 outline-none data-highlighted:bg-selected';

export function Menu({ trigger, items }: { trigger: ReactNode; items: readonly MenuItem[] }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="ground-raised z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 max-w-80 overflow-y-auto rounded-control border border-line-strong p-1 shadow-float"
        >
          {items.map((item) => (
            <MenuRow key={item.key} item={item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function MenuRow({ item }: { item: MenuItem }) {
  const content = (
    <>
      {item.icon ? <Icon name={item.icon} size={14} className="text-ink-3" /> : null}
      <span className="flex-1">
        {item.label}
        {item.disabledReason ? (
          <span className="block text-ink-3 text-small">{item.disabledReason}</span>
        ) : null}
      </span>
      {item.checked ? <Icon name="check" size={12} className="text-accent" /> : null}
    </>
  );
  if (item.href && !item.disabledReason) {
    return (
      <Radix.Item asChild className={itemStyle}>
        <Link href={item.href}>{content}</Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item
      className={`${itemStyle} ${item.danger ? 'text-crit' : ''} ${item.disabledReason ? 'text-ink-3' : ''}`}
      aria-disabled={item.disabledReason ? true : undefined}
      onSelect={(event) => (item.disabledReason ? event.preventDefault() : item.onSelect?.())}
    >
      {content}
    </Radix.Item>
  );
}
